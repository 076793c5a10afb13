/**
 * Random clients that keep the rules, with packets, cuts and clock moves, at a core. fast-check prints seed and path where
 * it fails; `fc.assert(…, { seed, path })` replays it.
 */

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { PATIENCE } from '../../src/engine/broker/backPressure';
import type { TraceRecorder } from '../../src/engine/trace/recorder';
import { QOS_LEVELS } from '../../src/shared/model';
import { BrokerHarness } from './brokerHarness';
import { ModelClient, type Connecting } from './brokerModel';
import { MemoryStore } from './memoryStore';

const IN_FLIGHT_LIMIT = 3;

/** Publishers wait from the third message in a queue on, and are not read from the fifth on; nothing is dropped. */
const EARLY = { queueLimit: 10_000, slowShare: 2 / 10_000, haltShare: 4 / 10_000 };

const CLIENTS = ['anna', 'bert', 'carl'];

const client = fc.nat({ max: CLIENTS.length - 1 });
const qos = fc.constantFrom(...QOS_LEVELS);
const topic = fc.constantFrom('t/1', 't/2');
const filter = fc.constantFrom('t/1', 't/+', '#');

const connecting: fc.Arbitrary<Connecting> = fc.record({
  version: fc.constantFrom(3, 4, 5),
  cleanStart: fc.oneof({ weight: 1, arbitrary: fc.constant(true) }, { weight: 5, arbitrary: fc.constant(false) }),
  expiry: fc.constantFrom(0, 50, 500),
  receiveMaximum: fc.constantFrom(1, 2, 5, 65_535),
});

/** What happens next. */
export type Step =
  | { readonly kind: 'connect'; readonly client: number; readonly how: Connecting }
  | { readonly kind: 'vanish' | 'freeze' | 'thaw'; readonly client: number }
  | { readonly kind: 'subscribe'; readonly client: number; readonly filter: string; readonly qos: 0 | 1 | 2 }
  | { readonly kind: 'unsubscribe'; readonly client: number; readonly filter: string }
  | { readonly kind: 'publish'; readonly client: number; readonly topic: string; readonly qos: 0 | 1 | 2 }
  | { readonly kind: 'work'; readonly client: number; readonly count: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  /** The broker is killed, and another one begins with its store. */
  | { readonly kind: 'crash' };

/** A step of a broker that lives. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('connect'), client, how: connecting }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('vanish', 'freeze', 'thaw'), client }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('subscribe'), client, filter, qos }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unsubscribe'), client, filter }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('publish'), client, topic, qos }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('work'), client, count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 60 }) }) },
);

/** The same, now and then with a crash. */
export const stepOrCrash: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: step },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' }) },
);

const KEPT: Connecting = { version: 4, cleanStart: false, expiry: 0, receiveMaximum: 65_535 };

/** A core with three clients, and a trace of them where one is given. */
export class World {
  readonly store = new MemoryStore();
  readonly harness: BrokerHarness;
  readonly clients: readonly ModelClient[];
  private published = 0;

  constructor(trace: TraceRecorder | null = null) {
    const options = { ...EARLY, inFlightLimit: IN_FLIGHT_LIMIT, burstBytes: 40 };
    this.harness = new BrokerHarness(options, this.store, trace);
    const repeated = new Set<string>();
    this.clients = CLIENTS.map((name) => new ModelClient(this.harness, name, IN_FLIGHT_LIMIT, repeated));
  }

  /** Everybody comes back, and everything is read to its end. */
  settle(): void {
    for (const one of this.clients) one.connect(KEPT);
    while (this.clients.some((one) => !one.idle() || one.halted)) {
      for (const one of this.clients) one.work(1);
      if (this.clients.every((one) => one.idle())) this.harness.advance(PATIENCE);
    }
    for (const one of this.clients) one.check();
    assert.equal(this.harness.core.figures().messages, 0, 'nothing is held any more');
  }

  take(step: Step): void {
    if (step.kind === 'wait') {
      this.harness.advance(step.seconds * 1_000);
      return;
    }
    if (step.kind === 'crash') {
      this.crash();
      return;
    }
    const one = this.clients[step.client]!;
    if (!one.connected && step.kind !== 'vanish') one.connect(step.kind === 'connect' ? step.how : KEPT);
    else if (step.kind === 'connect') one.connect(step.how);
    this.act(one, step);
  }

  private crash(): void {
    this.harness.crash();
    for (const one of this.clients) one.vanish();
  }

  private act(one: ModelClient, step: Exclude<Step, { kind: 'wait' | 'crash' }>): void {
    switch (step.kind) {
      case 'vanish':
        one.vanish();
        break;
      case 'freeze':
        one.freeze();
        break;
      case 'thaw':
        one.thaw();
        break;
      case 'subscribe':
        one.subscribe(step.filter, step.qos);
        break;
      case 'unsubscribe':
        one.unsubscribe(step.filter);
        break;
      case 'publish': {
        const payload = `m${++this.published}`;
        const told = (): void => {
          for (const each of this.clients) each.expect(step.topic, payload, step.qos);
        };
        assert.ok(one.publish(step.topic, payload, step.qos, told));
        break;
      }
      case 'work':
        one.work(step.count);
        break;
      case 'connect':
        break;
    }
  }
}
