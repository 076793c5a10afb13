/** Journeys and the matrix of effective QoS as records of the command line. */

import { effectiveQos, type Delivery, type Journey, type MatrixCell, type Qos, type Via } from '../../shared/model';
import type { Trace } from '../trace/trace';

/** One cell of the matrix of effective QoS. */
export interface CellRecord extends MatrixCell {
  readonly kind: 'cell';
}

/** One application message on its way from its publisher to every subscriber. */
export interface JourneyRecord {
  readonly kind: 'journey';
  readonly n: number;
  /** Put together from topic, payload, QoS and order. */
  readonly inferred: boolean;
  readonly topic: string;
  /** Null where it is not known. */
  readonly published: Qos | null;
  /** The publisher's delivery; null for a will, and where it is not in the capture. */
  readonly origin: { readonly delivery: number; readonly client: string; readonly state: Delivery['state'] } | null;
  readonly branches: readonly BranchRecord[];
}

/** The message on its way to one subscriber. */
export interface BranchRecord {
  readonly delivery: number;
  readonly client: string;
  readonly qos: Qos;
  /** Null where the subscription is not known. */
  readonly granted: Qos | null;
  readonly filter: string | null;
  /** What the rule gives; null where one of both QoS is not known. */
  readonly predicted: Qos | null;
  readonly via: Via;
  readonly state: Delivery['state'];
}

/** The record of a cell. */
export function cellRecord(cell: MatrixCell): CellRecord {
  return { kind: 'cell', ...cell };
}

/** The journeys of which one of the deliveries (ascending) is a part, in the order of their first one. */
export function* journeyRecords(trace: Trace, deliveries: readonly number[]): Generator<JourneyRecord> {
  const told = new Set<number>();
  for (const delivery of deliveries) {
    const journey = trace.journeyOf(delivery);
    if (journey === null || told.has(journey.n)) continue;
    told.add(journey.n);
    yield journeyRecord(journey);
  }
}

function journeyRecord({ n, inferred, origin, branches }: Journey): JourneyRecord {
  const topic = (origin ?? branches[0])?.topic ?? '';
  const published = origin?.qos ?? branches.find(({ publishedQos }) => publishedQos !== null)?.publishedQos ?? null;
  const from = origin === null ? null : { delivery: origin.n, client: origin.client, state: origin.state };
  return { kind: 'journey', n, inferred, topic, published, origin: from, branches: branches.map(branchRecord) };
}

function branchRecord(branch: Delivery): BranchRecord {
  const { n: delivery, client, qos, publishedQos, grantedQos: granted, filter, via, state } = branch;
  const predicted = publishedQos === null || granted === null ? null : effectiveQos(publishedQos, granted);
  return { delivery, client, qos, granted, filter, predicted, via, state };
}

/** One line for a person. */
export function cellInWords({ published, granted, predicted, observed, disagreement }: CellRecord): string {
  const seen = observed.map((count, qos) => `${count} at QoS ${qos}`).join(', ');
  const wrong = disagreement === null ? '' : `; delivery ${disagreement} disagrees`;
  return `published ${published}, granted ${granted}: QoS ${predicted} by the rule; seen ${seen}${wrong}`;
}

/** One line for a person. */
export function journeyInWords({ n, inferred, topic, published, origin, branches }: JourneyRecord): string {
  const from = origin === null ? 'a publisher that is not known' : `${origin.client} (delivery ${origin.delivery})`;
  const to = branches.map(
    ({ client, qos, delivery, via }) => `${client} at QoS ${qos}${source(via)} (delivery ${delivery})`,
  );
  const level = published === null ? '' : ` at QoS ${published}`;
  const mark = inferred ? ', inferred' : '';
  return `journey ${n}${mark}: ${topic}${level} from ${from} to ${to.length === 0 ? 'nobody' : to.join(', ')}`;
}

function source(via: Via): string {
  return via === 'live' ? '' : `, ${SOURCES[via]}`;
}

const SOURCES: Readonly<Record<Exclude<Via, 'live'>, string>> = {
  retained: 'retained',
  queue: 'queued',
  will: 'a will',
};
