/** A trace made up for the page: rows by rule and not from an engine, so that states that are hard to reach are at hand. */

import {
  effectiveQos,
  QOS_LEVELS,
  type Delivery,
  type Finding,
  type Flow,
  type MatrixCell,
  type Packet,
  type Session,
} from '../../../src/shared/model';
import type {
  DeliveryDetail,
  Explanation,
  FindingsPage,
  Page,
  Rates,
  RowOrder,
  RowsPage,
  RowsWanted,
  TraceCounts,
} from '../../../src/shared/engineApi';
import { QoScopeError } from '../../../src/shared/sentences';

const TYPES = { 0: ['PUBLISH'], 1: ['PUBLISH', 'PUBACK'], 2: ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP'] } as const;

/** A delivery with the fields that a test does not care for filled in. */
export function delivery(n: number, change: Partial<Delivery> = {}): Delivery {
  const qos = change.qos ?? 2;
  const made: Delivery = {
    n,
    client: 'ctrl',
    broker: 'local',
    session: 1,
    to: 'broker',
    topic: 'factory/m001/command',
    qos,
    retain: false,
    packetId: qos === 0 ? null : (n % 65_535) + 1,
    state: 'complete',
    missing: null,
    reason: null,
    start: n * 10,
    ms: qos === 0 ? null : 1.42,
    packets: TYPES[qos].length,
    sends: 1,
    payloadLength: 118,
    journey: null,
    publishedQos: qos,
    grantedQos: null,
    filter: null,
    via: 'live',
    legs: [],
    findings: 0,
  };
  const changed = { ...made, ...change };
  return { ...changed, legs: change.legs ?? legsOf(changed) };
}

/** When the acknowledgements came that its state says there were. */
function legsOf({ qos, state, missing, ms }: Delivery): readonly number[] {
  if (state === 'queued' || state === 'lost') return [];
  const all = qos === 2 ? [0.5, 0.7, ms ?? 1.42] : qos === 1 ? [ms ?? 1.42] : [];
  return missing === null ? all : all.slice(0, (TYPES[qos] as readonly string[]).indexOf(missing) - 1);
}

/** A session with the fields that a test does not care for filled in. */
export function session(n: number, change: Partial<Session> = {}): Session {
  return {
    n,
    client: 'dash',
    broker: 'local',
    version: 5,
    cleanStart: false,
    kept: true,
    connected: true,
    ended: false,
    subscriptions: [],
    inFlightToClient: 0,
    inFlightToBroker: 0,
    queued: 0,
    clientReceiveMaximum: 20,
    brokerReceiveMaximum: 65_535,
    mostInFlightToClient: 0,
    mostInFlightToBroker: 0,
    will: null,
    keepAlive: 60,
    sessionExpiryInterval: 0,
    connections: [],
    ...change,
  };
}

/** Rows of a list, by place. */
interface Numbers {
  readonly total: number;
  readonly at: (place: number) => number;
  /** The place of a delivery, or where it would stand. */
  readonly placeOf: (n: number) => number;
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function valueOf(row: Delivery, order: RowOrder): string | number {
  if (order === 'journey') return row.journey ?? row.n;
  if (order === 'time') return row.n;
  return order === 'ms' ? (row.ms ?? -1) : row[order];
}

/** Rows under the page's requests. Rows can be listed, or made by number when the page asks for them. */
export class FakeTrace {
  version = 1;
  dropped = 0;
  /** The trace's clock, in milliseconds since it began. */
  now = 60_000;
  sessions: readonly Session[] = [];
  flows: readonly Flow[] = [];
  findings: readonly Finding[] = [];
  explained: readonly Explanation[] = [];
  private readonly changed = new Map<number, Delivery>();
  private oldest = 1;
  private newest = 0;

  /** `make` gives the delivery of a number that was not set. */
  constructor(private readonly make: (n: number) => Delivery = (n) => delivery(n)) {}

  /** Adds rows at the end. */
  grow(rows: number): void {
    this.newest += rows;
    this.version++;
  }

  /** The oldest rows leave. */
  shrink(rows: number): void {
    this.oldest += rows;
    this.dropped += 2 * rows;
    this.version++;
  }

  /** Sets rows; those above the newest are added. */
  set(...rows: readonly Delivery[]): void {
    for (const row of rows) {
      this.changed.set(row.n, row);
      this.newest = Math.max(this.newest, row.n);
    }
    this.version++;
  }

  /** The row of that number. */
  row(n: number): Delivery {
    return this.changed.get(n) ?? this.make(n);
  }

  /** The rows that were set one by one. */
  listed(): readonly Delivery[] {
    return [...this.changed.values()];
  }

  counts(): TraceCounts {
    return {
      trace: 1,
      version: this.version,
      startedAt: Date.UTC(2026, 10, 23, 12, 0, 0),
      packets: 4 * (this.newest - this.oldest + 1),
      deliveries: this.newest - this.oldest + 1,
      inFlight: this.open().length,
      subscriptions: this.sessions.reduce((sum, { subscriptions }) => sum + subscriptions.length, 0),
      dropped: this.dropped,
      bytes: 90 * this.newest,
      paused: false,
      findings: { error: this.foundOf('error'), pitfall: this.foundOf('pitfall') },
    };
  }

  private foundOf(severity: Finding['severity']): number {
    return this.findings.filter((finding) => finding.severity === severity).length;
  }

  deliveries(before: number | null, limit: number): Page<Delivery> {
    const from = Math.min(before === null ? this.newest : before - 1, this.newest);
    const to = Math.max(this.oldest, from - limit + 1);
    const rows: Delivery[] = [];
    for (let n = from; n >= to; n--) rows.push(this.row(n));
    return this.page(rows, to > this.oldest);
  }

  inFlight(limit: number): Page<Delivery> {
    const open = this.open();
    return this.page(open.slice(0, limit), open.length > limit);
  }

  sessionPage(): Page<Session> {
    return this.page(this.sessions, false);
  }

  /** Whether a row passes a filter: a test sets what its filters mean. */
  passes: (row: Delivery, filter: string) => boolean = () => true;

  /** Rows by place. Only the order of time without a filter is quick with very many rows. */
  rows({ at, limit, descending, filter, order }: RowsWanted): RowsPage {
    const numbers =
      filter === '' && order === 'time' ? this.allNumbers(descending) : this.sorted(filter, order, descending);
    const middle = 'position' in at ? 0 : numbers.placeOf(at.delivery) - Math.floor(limit / 2);
    const place = 'position' in at ? at.position : Math.min(middle, numbers.total - limit);
    const position = Math.max(0, Math.min(place, numbers.total));
    const rows: Delivery[] = [];
    for (let i = position; i < Math.min(numbers.total, position + limit); i++) rows.push(this.row(numbers.at(i)));
    return { rows, position, total: numbers.total, version: this.version, now: this.now };
  }

  private allNumbers(descending: boolean): Numbers {
    const { oldest, newest } = this;
    const total = newest - oldest + 1;
    const within = (place: number) => Math.max(0, Math.min(place, total));
    return descending
      ? { total, at: (i) => newest - i, placeOf: (n) => within(newest - n) }
      : { total, at: (i) => oldest + i, placeOf: (n) => within(n - oldest) };
  }

  private sorted(filter: string, order: RowOrder, descending: boolean): Numbers {
    const rows: Delivery[] = [];
    for (let n = this.oldest; n <= this.newest; n++) if (this.passes(this.row(n), filter)) rows.push(this.row(n));
    rows.sort((a, b) => compare(valueOf(a, order), valueOf(b, order)) || a.n - b.n);
    if (descending) rows.reverse();
    const found = (n: number) => rows.findIndex((row) => row.n === n);
    const behind = (n: number) => rows.findIndex((row) => row.n > n);
    const orEnd = (place: number) => (place < 0 ? rows.length : place);
    return {
      total: rows.length,
      at: (i) => rows[i]?.n ?? 0,
      placeOf: (n) => (found(n) < 0 ? orEnd(behind(n)) : found(n)),
    };
  }

  flowPage(): Page<Flow> {
    return this.page(this.flows, false);
  }

  /** One packet in each of `steps` steps of a second. */
  rates(steps: number): Rates {
    const each = <Value>(value: Value) => new Array<Value>(steps).fill(value);
    const latency = { p50: each(1), p95: each(2), p99: each(3) };
    return {
      from: 0,
      step: 1000,
      packets: { PUBLISH: each(1) },
      bytes: { PUBLISH: each(64) },
      inFlight: each(0),
      latency: { 1: latency, 2: latency },
      version: this.version,
      now: this.now,
    };
  }

  findingsPage(): FindingsPage {
    return { ...this.page(this.findings, false), groups: [] };
  }

  detail(n: number): DeliveryDetail {
    if (n < this.oldest || n > this.newest) throw new QoScopeError('trace.deliveryGone', { n });
    const row = this.row(n);
    const all = [...this.changed.values()].filter((other) => other.journey !== null && other.journey === row.journey);
    const journey =
      all.length === 0 || row.journey === null
        ? null
        : {
            n: row.journey,
            origin: all.find((other) => other.to === 'broker') ?? null,
            branches: all.filter((other) => other.to === 'client'),
            inferred: false,
          };
    return { delivery: row, packets: packetsOf(row), journey, explained: this.explained };
  }

  matrix(): Page<MatrixCell> {
    const branches = [...this.changed.values()].filter((row) => row.to === 'client' && row.grantedQos !== null);
    const cells = QOS_LEVELS.flatMap((published) =>
      QOS_LEVELS.map((granted): MatrixCell => {
        const own = branches.filter((row) => row.publishedQos === published && row.grantedQos === granted);
        const predicted = effectiveQos(published, granted);
        const count = (level: number) => own.filter((row) => row.qos === level).length;
        const disagreement = own.findLast((row) => row.qos !== predicted)?.n ?? null;
        return { published, granted, predicted, observed: [count(0), count(1), count(2)], disagreement };
      }),
    );
    return this.page(cells, false);
  }

  private open(): Delivery[] {
    return [...this.changed.values()].filter((row) => row.state === 'open').sort((a, b) => a.start - b.start);
  }

  private page<Row>(rows: readonly Row[], more: boolean): Page<Row> {
    return { rows, version: this.version, more, now: this.now };
  }
}

/** The packets of a delivery, as far as its state says that they were sent. */
export function packetsOf(row: Delivery): Packet[] {
  const all: readonly Packet['type'][] = TYPES[row.qos];
  const sent = row.state === 'queued' ? [] : row.missing === null ? all : all.slice(0, all.indexOf(row.missing));
  const sender = row.to === 'broker' ? 'client' : 'broker';
  return sent.map((type, i) => ({
    n: Math.round((row.start + i * 0.47) * 100),
    time: row.start + i * 0.47,
    wire: 1,
    from: type === 'PUBLISH' || type === 'PUBREL' ? sender : row.to,
    type,
    qos: type === 'PUBLISH' ? row.qos : 0,
    dup: false,
    retain: row.retain,
    packetId: row.packetId,
    topic: type === 'PUBLISH' ? row.topic : null,
    length: type === 'PUBLISH' ? row.payloadLength + row.topic.length + 6 : 4,
    reason: row.state === 'refused' && i === sent.length - 1 ? row.reason : null,
    fate: 'passed',
    delivery: row.n,
    error: null,
  }));
}
