/** What was counted of each flow: from one publisher to one subscriber under one topic. */

/** Of so many flows counts are kept; of more, those that were quiet the longest are forgotten. */
const FLOWS_LIMIT = 50_000;

/** The counts of one flow. */
export interface FlowCount {
  /** Number in the text table. */
  readonly topic: number;
  /** Numbers of participants; the publisher's is 0 where it is not known. */
  readonly from: number;
  readonly to: number;
  count: number;
  /** Its latest delivery. */
  latest: number;
  /** Its latest delivery that disagrees with the rule; 0 where none does. */
  disagreement: number;
}

/** One delivery as the table counts it. */
export interface FlowDelivery {
  topic: number;
  from: number;
  to: number;
  delivery: number;
  disagrees: boolean;
}

/** Flows by topic, publisher and subscriber. */
export class FlowTable {
  /** Whether flows had to be forgotten. */
  forgot = false;
  private readonly byTopic = new Map<number, Map<number, FlowCount>>();
  private size = 0;

  /** Counts a delivery. What a flow had before `firstDelivery`, the oldest in the log, is no part of it any more. */
  add({ topic, from, to, delivery, disagrees }: FlowDelivery, firstDelivery: number): void {
    const flow = this.flowOf(topic, from, to);
    // All that it counted has left the log; even its topic's number may have gone to another one.
    if (flow.latest < firstDelivery) flow.count = flow.disagreement = 0;
    flow.count++;
    flow.latest = delivery;
    if (disagrees) flow.disagreement = delivery;
    if (this.size > FLOWS_LIMIT) this.forgetQuiet();
  }

  /** The flows of which a delivery from `firstDelivery` on tells: disagreements first, then the latest, at most `limit`. */
  first(limit: number, firstDelivery: number): FlowCount[] {
    const first: FlowCount[] = [];
    for (const flows of this.byTopic.values()) {
      for (const flow of flows.values()) {
        if (flow.latest >= firstDelivery) insert(first, flow, limit, firstDelivery);
      }
    }
    return first;
  }

  /** Begins again from nothing. */
  clear(): void {
    this.byTopic.clear();
    this.size = 0;
    this.forgot = false;
  }

  private flowOf(topic: number, from: number, to: number): FlowCount {
    const flows = this.byTopic.get(topic) ?? new Map<number, FlowCount>();
    if (flows.size === 0) this.byTopic.set(topic, flows);
    const ends = from * ENDS + to;
    let flow = flows.get(ends);
    if (flow === undefined) {
      flow = { topic, from, to, count: 0, latest: 0, disagreement: 0 };
      flows.set(ends, flow);
      this.size++;
    }
    return flow;
  }

  private forgetQuiet(): void {
    const all = [...this.byTopic.values()].flatMap((flows): FlowCount[] => [...flows.values()]);
    all.sort((a, b) => b.latest - a.latest);
    this.clear();
    this.forgot = true;
    for (const flow of all.slice(0, FLOWS_LIMIT / 2)) Object.assign(this.flowOf(flow.topic, flow.from, flow.to), flow);
  }
}

/** Participants are fewer; two of their numbers make one below 2^53. */
const ENDS = 2 ** 26;

/** Puts the flow in its place among the first `limit`, or leaves it out. */
function insert(first: FlowCount[], flow: FlowCount, limit: number, firstDelivery: number): void {
  const last = first.at(-1);
  if (first.length >= limit && last !== undefined && !isBefore(flow, last, firstDelivery)) return;
  let place = first.length;
  for (let before = first[place - 1]; before !== undefined && isBefore(flow, before, firstDelivery);) {
    place--;
    before = first[place - 1];
  }
  first.splice(place, 0, flow);
  if (first.length > limit) first.pop();
}

function isBefore(one: FlowCount, other: FlowCount, firstDelivery: number): boolean {
  const oneDisagrees = one.disagreement >= firstDelivery;
  const otherDisagrees = other.disagreement >= firstDelivery;
  return oneDisagrees === otherDisagrees ? one.latest > other.latest : oneDisagrees;
}
