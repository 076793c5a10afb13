import assert from 'node:assert/strict';
import fc from 'fast-check';
import { routing, TestTrace, type ConnectWords, type TestWire, type Version } from './exchange';
import { QUEUED_PAYLOAD, ReferenceModel, type PublishStep, type Step } from './referenceModel';

const side = fc.constantFrom('client' as const, 'broker' as const);
const id = fc.integer({ min: 1, max: 3 });
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const, 2 as const);

const publishWith = (from: fc.Arbitrary<'client' | 'broker'>, payloads: readonly string[]): fc.Arbitrary<PublishStep> =>
  fc.record({ kind: fc.constant('publish' as const), from, qos, id, payload: fc.constantFrom(...payloads) });

const acknowledge: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('acknowledge' as const),
  from: side,
  type: fc.constantFrom('puback' as const, 'pubrec' as const, 'pubrel' as const, 'pubcomp' as const),
  id,
  reason: fc.constantFrom(0, 0, 0, 0x10, 0x80, 0x97),
});

const seldom = fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const mostly = seldom.map((value) => !value);

const connectWith = (payloads: readonly string[]): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constant('connect' as const),
    clean: seldom,
    present: mostly,
    kept: mostly,
    accepted: mostly,
    takesOver: fc.boolean(),
    early: fc.array(publishWith(fc.constant('client'), payloads), { maxLength: 2 }),
  });

const queue: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('queue' as const), qos }),
  fc.record({ kind: fc.constant('sendQueued' as const), id }),
  fc.record({ kind: fc.constant('giveUp' as const), state: fc.constantFrom('expired' as const, 'lost' as const) }),
);

const stepsWith = (...payloads: string[]): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 6, arbitrary: publishWith(side, payloads) },
    { weight: 12, arbitrary: acknowledge },
    { weight: 2, arbitrary: connectWith(payloads) },
  );

const allSteps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: stepsWith('a', 'a', 'a', 'b', 'longer') },
  { weight: 4, arbitrary: queue },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), forgets: seldom }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'sessionEnded' }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stale' as const), step: publishWith(side, ['a']) }) },
);

/** A trace that is told what the model is told. */
class Told {
  readonly t = new TestTrace();
  private wire: TestWire | null = null;
  /** A connection that another one has taken over. */
  private stale: TestWire | null = null;

  constructor(
    private readonly version: Version,
    private readonly model: ReferenceModel,
  ) {}

  /** Called before the model takes the step. */
  take(step: Step): void {
    const { wire, t, model } = this;
    if (step.kind === 'connect') this.connect(step);
    else if (step.kind === 'close') this.close(step.forgets);
    else if (step.kind === 'stale') this.goOn(step.step);
    else if (step.kind === 'queue' && model.hasSession) {
      t.queue('c', this.routingOf(100_000 + model.deliveries.length, step.qos), { qos: step.qos });
    } else if (step.kind === 'giveUp' && model.waiting !== undefined) {
      t.trace.unqueued('c', 'local', model.waiting.journey, step.state);
    } else if (step.kind === 'sessionEnded' && wire === null) t.trace.sessionEnded('c', 'local', t.time);
    else if (wire !== null) this.say(wire, step);
  }

  private say(wire: TestWire, step: Step): void {
    if (step.kind === 'publish') this.publish(wire, step);
    else if (step.kind === 'acknowledge') wire.acknowledge(step.from, step.type, step.id, step.reason);
    else if (step.kind === 'sendQueued' && this.model.waiting !== undefined) {
      const { qos: level, journey } = this.model.waiting;
      const words = { id: step.id, payload: QUEUED_PAYLOAD, routing: this.routingOf(journey, level) };
      wire.publish('broker', level, words);
    }
  }

  private connect(step: Extract<Step, { kind: 'connect' }>): void {
    const { clean, kept, accepted, present, takesOver } = step;
    if (!takesOver) this.close(false);
    const next = this.t.wire(this.version);
    const expiry: ConnectWords = this.version === 5 && kept ? { expiry: 3600 } : {};
    next.connect('c', { clean, ...expiry });
    if (!accepted) {
      next.connack(false, this.version === 5 ? 0x87 : 5);
      next.close();
      return;
    }
    for (const early of step.early) this.publish(next, early);
    next.connack(present && !clean && this.model.hasSession && (takesOver || this.outlives()));
    this.stale = this.wire;
    this.wire = next;
  }

  /** Whether the session that stands is still there once its connection has ended. */
  private outlives(): boolean {
    return this.t.trace.sessions().rows.some(({ client }) => client === 'c');
  }

  private close(forgets: boolean): void {
    if (this.wire === null) return;
    if (forgets && this.version === 5) {
      this.wire.say('client', { cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 0 } });
    }
    this.wire.close();
    this.wire = null;
  }

  private goOn(step: PublishStep): void {
    if (this.stale === null) return;
    this.publish(this.stale, step);
    this.stale.close();
    this.stale = null;
  }

  private publish(wire: TestWire, { from, qos: level, id: packetId, payload }: PublishStep): void {
    wire.publish(from, level, { id: packetId, payload });
  }

  private routingOf(journey: number, level: 0 | 1 | 2) {
    return routing(journey, { publishedQos: level, grantedQos: level });
  }
}

const BEGIN: Step = {
  kind: 'connect',
  clean: false,
  present: false,
  kept: true,
  accepted: true,
  takesOver: false,
  early: [],
};

/** Says the steps to trace and model alike and compares them now and then, and at the end; clears the trace after those of `clears`. */
function run(version: Version, list: readonly Step[], clears: ReadonlySet<number>): void {
  const model = new ReferenceModel(version);
  const told = new Told(version, model);
  let gone = 0;
  for (const [i, step] of [BEGIN, ...list].entries()) {
    told.take(step);
    model.take(step);
    if (clears.has(i)) {
      told.t.trace.clear();
      gone = model.deliveries.length;
    }
    if (i % 8 === 0 || clears.has(i)) agree(told.t, model, gone);
  }
  agree(told.t, model, gone);
}

/** The first `gone` deliveries have no row: the trace knows the open ones among them still. */
function agree(t: TestTrace, model: ReferenceModel, gone: number): void {
  const open = model.deliveries.filter((delivery) => delivery.state === 'open');
  assert.equal(t.trace.counts().inFlight, open.length);
  for (const [i, expected] of model.deliveries.entries()) {
    if (i < gone && expected.state !== 'open') continue;
    const { from, qos: level, state, missing, sends, packets } = expected;
    const { to, ...seen } = t.delivery(i + 1);
    assert.deepEqual(
      [to === 'broker' ? 'client' : 'broker', seen.qos, seen.state, seen.missing, seen.sends, seen.packets],
      [from, level, state, missing, sends, packets],
      `delivery ${i + 1}`,
    );
  }
}

const RUNS = { numRuns: 300 };

for (const version of [4, 5] as const) {
  describe(`the delivery tracker in MQTT ${version === 5 ? '5' : '3.1.1'}`, () => {
    it('never contradicts a simple slow model: refusals, cuts, takeovers, queues, expiry, sessions that resume and end', () => {
      const steps = fc.array(allSteps, { maxLength: 120, size: 'max' });
      fc.assert(
        fc.property(steps, (list) => run(version, list, new Set())),
        RUNS,
      );
    }).timeout(30_000);

    it('never contradicts it where rows leave while deliveries are open', () => {
      // With its first PUBLISH the payload has left: a message of another length is known for another one still.
      const steps = fc.array(stepsWith('a', 'a', 'a', 'longer'), { maxLength: 60, size: 'max' });
      const clears = fc.uniqueArray(fc.nat(60), { maxLength: 8 });
      fc.assert(
        fc.property(steps, clears, (list, places) => run(version, list, new Set(places))),
        RUNS,
      );
    }).timeout(30_000);
  });
}
