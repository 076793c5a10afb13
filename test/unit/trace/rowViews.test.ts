import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RowFilter } from '../../../src/engine/trace/filter/rowFilter';
import { DELIVERY_STATES, type Delivery, type Qos } from '../../../src/shared/model';
import { ROW_ORDERS, type RowOrder, type RowsPage } from '../../../src/shared/traceApi';
import { routing, TestTrace, type TestWire } from './exchange';

/** What happens to a trace: ten clients publish, are delivered to, acknowledge, and rows leave. */
type Step =
  | {
      readonly kind: 'publish';
      readonly client: number;
      readonly qos: Qos;
      readonly topic: number;
      readonly to: number | null;
    }
  | { readonly kind: 'acknowledge'; readonly client: number; readonly refuses: boolean }
  | { readonly kind: 'reconnect'; readonly client: number; readonly clean: boolean }
  | { readonly kind: 'queue'; readonly client: number }
  | { readonly kind: 'clear' }
  | { readonly kind: 'pause' };

/** What is asked between the steps. */
interface Question {
  readonly filter: string;
  readonly order: RowOrder;
  readonly descending: boolean;
  readonly limit: number;
  readonly position: number;
}

const FILTERS: readonly (readonly [string, (delivery: Delivery, now: number) => boolean])[] = [
  ['', () => true],
  ['mqtt.qos > 0', ({ qos }) => qos > 0],
  ['mqtt.topic contains "1"', ({ topic }) => topic.includes('1')],
  ['qos.state == open', ({ state }) => state === 'open'],
  ['qos.state != complete', ({ state }) => state !== 'complete'],
  ['qos.client == "c1" || qos.to == client', ({ client, to }) => client === 'c1' || to === 'client'],
  ['qos.ms > 2', ({ ms }) => ms !== null && ms > 2],
  ['qos.finding', ({ findings }) => findings > 0],
  ['qos.sends > 1', ({ sends }) => sends > 1],
  ['qos.waiting > 5', ({ state, start }, now) => (state === 'open' || state === 'queued') && now - start > 5],
];

const CLIENTS = 4;

/** Plays steps, and answers questions by looking at every row. */
class Player {
  readonly t = new TestTrace(SMALL);
  private readonly wires: TestWire[] = [];
  private readonly nextIds = new Array<number>(CLIENTS).fill(1);

  constructor() {
    for (let i = 0; i < CLIENTS; i++) this.wires.push(this.t.connected(`c${i}`, 5, { clean: false, expiry: 60 }));
  }

  play(step: Step): void {
    if (step.kind === 'clear') this.t.trace.clear();
    else if (step.kind === 'pause') this.t.trace.pause(!this.t.trace.counts().paused);
    else if (step.kind === 'publish') this.publish(step);
    else if (step.kind === 'queue') this.t.queue(`c${step.client}`, routing(this.t.trace.beginJourney()));
    else if (step.kind === 'reconnect') this.reconnect(step);
    else this.acknowledge(step);
  }

  private publish({ client, qos, topic, to }: Extract<Step, { kind: 'publish' }>): void {
    const words = { topic: `t/${topic}`, payload: 'x'.repeat(20) };
    const wire = this.wires[client]!;
    wire.publish('client', qos, { ...words, id: this.id(client) });
    if (to === null) return;
    const route = routing(wire.recorder.lastJourney(), { publishedQos: qos, grantedQos: qos, filter: '#' });
    this.wires[to]!.publish('broker', qos, { ...words, id: this.id(to), routing: route });
  }

  /** Ends the oldest open delivery of the client, or goes on with it. */
  private acknowledge({ client, refuses }: Extract<Step, { kind: 'acknowledge' }>): void {
    const open = this.t.trace.inFlight(200).rows.find((delivery) => delivery.client === `c${client}`);
    if (open?.missing === undefined || open.missing === null || open.packetId === null) return;
    const isFromReceiver = open.missing !== 'PUBREL';
    const from = isFromReceiver === (open.to === 'client') ? 'client' : 'broker';
    const cmd = open.missing.toLowerCase() as 'puback' | 'pubrec' | 'pubrel' | 'pubcomp';
    const canRefuse = open.missing === 'PUBACK' || open.missing === 'PUBREC';
    this.wires[client]!.acknowledge(from, cmd, open.packetId, refuses && canRefuse ? 0x87 : 0);
  }

  private reconnect({ client, clean }: Extract<Step, { kind: 'reconnect' }>): void {
    this.wires[client]!.close();
    this.wires[client] = this.t.connected(`c${client}`, 5, { clean, expiry: 60 }, !clean);
  }

  private id(client: number): number {
    const id = this.nextIds[client]!;
    this.nextIds[client] = (id % 5) + 1;
    return id;
  }

  /** Every row, oldest first. */
  all(): Delivery[] {
    const rows: Delivery[] = [];
    for (let before: number | null = null, more = true; more;) {
      const page = this.t.trace.deliveries(before, 200);
      rows.push(...page.rows);
      before = page.rows.at(-1)?.n ?? null;
      more = page.more;
    }
    return rows.reverse();
  }
}

/** So small that rows leave again and again. */
const SMALL = 60_000;

function keyOf(delivery: Delivery, order: RowOrder, heads: ReadonlyMap<number, number>): number | string {
  switch (order) {
    case 'time':
      return delivery.n;
    case 'journey':
      return heads.get(delivery.journey ?? 0) ?? delivery.n;
    case 'state':
      return DELIVERY_STATES.indexOf(delivery.state);
    case 'ms':
      return delivery.ms ?? Infinity;
    default:
      return delivery[order];
  }
}

/** The rows as one would find them by looking at each. */
function expected(
  player: Player,
  heads: ReadonlyMap<number, number>,
  { filter, order, descending }: Question,
): number[] {
  const { now } = player.t.trace.deliveries(null, 1);
  const fits = FILTERS.find(([expression]) => expression === filter)![1];
  const rows = player.all().filter((delivery) => fits(delivery, now));
  rows.sort((one, other) => {
    const [a, b] = [keyOf(one, order, heads), keyOf(other, order, heads)];
    if (a === b) return one.n - other.n;
    if (order === 'ms' && (a === Infinity || b === Infinity)) return a === Infinity ? 1 : -1;
    return a < b === descending ? 1 : -1;
  });
  return rows.map(({ n }) => n);
}

function ask(player: Player, { position, ...question }: Question): RowsPage {
  return player.t.trace.rowsPage({ trace: 1, ...question, at: { position } });
}

/** The first delivery of each journey that was seen: in a pause one begins without a row. */
function noteHeads(player: Player, heads: Map<number, number>): void {
  for (const { n, journey } of [...player.all(), ...player.t.trace.inFlight(200).rows]) {
    if (journey !== null) heads.set(journey, Math.min(n, heads.get(journey) ?? n));
  }
}

function check(player: Player, heads: Map<number, number>, question: Question): void {
  const all = expected(player, heads, question);
  const page = ask(player, question);
  const name = JSON.stringify(question);
  assert.equal(page.total, all.length, name);
  assert.equal(page.position, Math.min(all.length, question.position), name);
  assert.deepEqual(
    page.rows.map(({ n }) => n),
    all.slice(question.position, question.position + question.limit),
    name,
  );
  for (const n of [all[0], all[all.length >> 1], all.at(-1)])
    if (n !== undefined) checkMiddle(player, question, all, n);
}

function checkMiddle(player: Player, question: Question, all: readonly number[], n: number): void {
  const { rows, position } = player.t.trace.rowsPage({ trace: 1, ...question, at: { delivery: n } });
  const middle = all.indexOf(n) - Math.floor(question.limit / 2);
  assert.equal(position, Math.max(0, Math.min(all.length - question.limit, middle)));
  assert.ok(rows.some((row) => row.n === n));
}

/** Counts how often a filter is asked about a delivery. */
function countLooks(): { count: number; restore(): void } {
  const former = Object.getOwnPropertyDescriptor(RowFilter.prototype, 'delivery')!;
  const ask = former.value as RowFilter['delivery'];
  const looked = { count: 0, restore: () => Object.defineProperty(RowFilter.prototype, 'delivery', former) };
  const counting = function (this: RowFilter, ...place: Parameters<RowFilter['delivery']>): boolean {
    looked.count++;
    return ask.apply(this, place);
  };
  Object.defineProperty(RowFilter.prototype, 'delivery', { ...former, value: counting });
  return looked;
}

const client = fc.nat(CLIENTS - 1);
const qos = fc.constantFrom<Qos>(0, 1, 2);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({ kind: fc.constant('publish'), client, qos, topic: fc.nat(12), to: fc.option(client) }),
  },
  { weight: 25, arbitrary: fc.record({ kind: fc.constant('acknowledge'), client, refuses: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reconnect'), client, clean: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('queue'), client }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ kind: 'clear' }, { kind: 'pause' }) },
);
const question: fc.Arbitrary<Question> = fc.record({
  filter: fc.constantFrom(...FILTERS.map(([filter]) => filter)),
  order: fc.constantFrom(...ROW_ORDERS),
  descending: fc.boolean(),
  limit: fc.integer({ min: 1, max: 200 }),
  position: fc.nat(60),
});

const PLAIN = { trace: 1, order: 'time', descending: false, limit: 200 } as const;

describe('pages of rows', () => {
  it('are what one finds by looking at every row, while deliveries begin, end and leave', () => {
    // The same few questions again and again, as a page asks them, so that lists are brought up to date.
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 40 }), {
      minLength: 1,
      maxLength: 25,
      size: 'max',
    });
    const questions = fc.array(question, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(questions, rounds, (asked, list) => {
        const player = new Player();
        const heads = new Map<number, number>();
        for (const steps of list) {
          for (const one of steps) {
            player.play(one);
            noteHeads(player, heads);
          }
          for (const each of asked) check(player, heads, each);
        }
      }),
      { numRuns: 60 },
    );
  }).timeout(120_000);

  it('look at a delivery that has ended no second time', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    for (let i = 0; i < 50; i++) wire.publish('client', 0);
    const page = (): RowsPage =>
      t.trace.rowsPage({
        trace: 1,
        filter: 'mqtt.qos == 0',
        order: 'time',
        descending: false,
        at: { position: 0 },
        limit: 9,
      });
    const looked = countLooks();
    try {
      assert.equal(page().total, 50);
      assert.equal(looked.count, 50);
      wire.publish('client', 1);
      wire.publish('client', 0);
      assert.equal(page().total, 51);
      assert.equal(looked.count, 52);
      wire.acknowledge('broker', 'puback');
      assert.equal(page().total, 51);
      assert.equal(looked.count, 53);
      page();
      assert.equal(looked.count, 53);
    } finally {
      looked.restore();
    }
  });

  it('put branches below their publisher in either direction of journeys', () => {
    const t = new TestTrace();
    const [pub, sub] = [t.connected('pub'), t.connected('sub')];
    const journeys = [1, 2].map(() => {
      pub.publish('client', 0);
      return pub.recorder.lastJourney();
    });
    for (const journey of [...journeys].reverse()) sub.publish('broker', 0, { routing: routing(journey) });
    const rows = (descending: boolean): number[] =>
      t.trace
        .rowsPage({ trace: 1, filter: '', order: 'journey', descending, at: { position: 0 }, limit: 9 })
        .rows.map(({ n }) => n);
    assert.deepEqual(rows(false), [1, 4, 2, 3]);
    assert.deepEqual(rows(true), [2, 3, 1, 4]);
  });

  it('have what is yet to come behind all rows, so that a list can follow journeys', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    for (let i = 0; i < 20; i++) wire.publish('client', 0);
    const at = { delivery: Number.MAX_SAFE_INTEGER };
    const { rows } = t.trace.rowsPage({ trace: 1, filter: '', order: 'journey', descending: false, at, limit: 3 });
    assert.deepEqual(
      rows.map(({ n }) => n),
      [18, 19, 20],
    );
  });

  it('say where a delivery would stand that the filter leaves out', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    for (let i = 0; i < 20; i++) wire.publish('client', i % 2 === 0 ? 0 : 1, { id: i + 1 });
    const wanted = { trace: 1, filter: 'mqtt.qos == 0', order: 'time', limit: 4, at: { delivery: 10 } } as const;
    assert.deepEqual(
      t.trace.rowsPage({ ...wanted, descending: false }).rows.map(({ n }) => n),
      [7, 9, 11, 13],
    );
    assert.deepEqual(
      t.trace.rowsPage({ ...wanted, descending: true }).rows.map(({ n }) => n),
      [13, 11, 9, 7],
    );
  });

  it('look again at one whose finding came or went after its end', () => {
    const t = new TestTrace(SMALL);
    const wire = t.connected('c');
    const page = (): number[] =>
      t.trace.rowsPage({ ...PLAIN, filter: 'qos.finding == "dupOnQos0"', at: { position: 0 } }).rows.map(({ n }) => n);
    for (let i = 0; i < 16; i++) wire.publish('client', 0, { dup: true });
    assert.deepEqual([page()[0], page().length], [1, 16]);
    // Of one kind 16 findings are kept here: the first one has to leave.
    wire.publish('client', 0, { dup: true });
    assert.deepEqual([page()[0], page().length], [2, 16]);
  });

  it('change by time alone where the filter asks for it', () => {
    const t = new TestTrace();
    t.connected('c').publish('client', 1);
    const total = (): number => t.trace.rowsPage({ ...PLAIN, filter: 'qos.waiting > 100', at: { position: 0 } }).total;
    assert.equal(total(), 0);
    t.time += 101;
    assert.equal(total(), 1);
  });

  it('stay in the order of topics while the numbers of texts are given out again', () => {
    const t = new TestTrace(SMALL);
    const wire = t.connected('c');
    for (let i = 0; i < 600; i++) {
      // Every second one has a topic of before: rows leave without a new text that would tell of it.
      wire.publish('client', 0, { topic: i % 2 === 0 ? 't/5' : `t/${(i * 7919) % 3001}` });
      const { rows } = t.trace.rowsPage({ ...PLAIN, order: 'topic', filter: '', at: { position: 0 } });
      const topics = rows.map(({ topic }) => topic);
      assert.deepEqual(topics, [...topics].sort());
    }
    assert.ok(t.trace.counts().dropped > 0);
  });

  it('refuse a wrong expression each time', () => {
    const t = new TestTrace();
    for (let i = 0; i < 2; i++) {
      assert.throws(() => t.trace.rowsPage({ ...PLAIN, filter: 'qos.', at: { position: 0 } }), {
        code: 'filter.unknownField',
      });
    }
  });
});
