/**
 * Clients and a broker that keep the rules, as a tape of what passes between them. Topics and payloads are few, and packet
 * identifiers low, so that different messages look alike.
 */

import fc from 'fast-check';

import { QOS_LEVELS } from '../../../src/shared/model';
import { BrokerHarness } from '../brokerHarness';
import { ModelClient, type Connecting, type ModelWill } from '../brokerModel';
import { Tape, type TapeEvent } from './tape';

const IN_FLIGHT_LIMIT = 3;
const CLIENTS = ['anna', 'bert', 'carl'];

const client = fc.nat({ max: CLIENTS.length - 1 });
const qos = fc.constantFrom(...QOS_LEVELS);
const topic = fc.constantFrom('t/1', 't/2');
const payload = fc.constantFrom('on', 'off', 'on');
const filter = fc.constantFrom('t/1', 't/+', '#');

const will: fc.Arbitrary<ModelWill> = fc.record({ topic, payload, qos, retain: fc.boolean() });

const connecting: fc.Arbitrary<Connecting> = fc.record({
  version: fc.constantFrom(4, 5),
  cleanStart: fc.oneof({ weight: 1, arbitrary: fc.constant(true) }, { weight: 5, arbitrary: fc.constant(false) }),
  expiry: fc.constantFrom(0, 50, 100_000),
  receiveMaximum: fc.constantFrom(1, 2, 65_535),
  will: fc.option(will, { nil: undefined }),
});

/** What one of the clients does, or how long nobody does anything. */
export type TrafficStep =
  | { readonly kind: 'connect'; readonly client: number; readonly how: Connecting }
  | { readonly kind: 'vanish' | 'leave' | 'ping'; readonly client: number }
  | { readonly kind: 'subscribe'; readonly client: number; readonly filter: string; readonly qos: 0 | 1 | 2 }
  | { readonly kind: 'unsubscribe'; readonly client: number; readonly filter: string }
  | {
      readonly kind: 'publish';
      readonly client: number;
      readonly topic: string;
      readonly payload: string;
      readonly qos: 0 | 1 | 2;
      readonly retain: boolean;
    }
  | { readonly kind: 'inVain'; readonly client: number; readonly topic: string; readonly qos: 1 | 2 }
  | { readonly kind: 'work'; readonly client: number; readonly count: number }
  | { readonly kind: 'wait'; readonly seconds: number };

/** Any step. */
export const trafficStep: fc.Arbitrary<TrafficStep> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('connect'), client, how: connecting }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('vanish', 'leave', 'ping'), client }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('subscribe'), client, filter, qos }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unsubscribe'), client, filter }) },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant('publish'), client, topic, payload, qos, retain: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('inVain'), client, topic, qos: fc.constantFrom(1, 2) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('work'), client, count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait'), seconds: fc.constantFrom(3, 15, 60) }) },
);

const KEPT: Connecting = { version: 5, cleanStart: false, expiry: 100_000, receiveMaximum: 65_535 };

/** What passes on the wires while the steps are taken. */
export function trafficOf(steps: readonly TrafficStep[]): readonly TapeEvent[] {
  const tape = new Tape();
  const harness = new BrokerHarness({ inFlightLimit: IN_FLIGHT_LIMIT }, null, tape);
  const clients = CLIENTS.map((name) => new ModelClient(harness, name, IN_FLIGHT_LIMIT, new Set(), true));
  for (const step of steps) {
    harness.advance(1);
    if (step.kind === 'wait') harness.advance(step.seconds * 1000);
    else act(clients[step.client]!, step);
  }
  return tape.events;
}

function act(one: ModelClient, step: Exclude<TrafficStep, { kind: 'wait' }>): void {
  const isEnd = step.kind === 'vanish' || step.kind === 'leave';
  if (!one.connected && !isEnd && step.kind !== 'connect') one.connect(KEPT);
  switch (step.kind) {
    case 'connect':
      one.connect(step.how);
      break;
    case 'vanish':
      one.vanish();
      break;
    case 'leave':
      one.leave();
      break;
    case 'ping':
      one.ping();
      break;
    case 'subscribe':
      one.subscribe(step.filter, step.qos);
      break;
    case 'unsubscribe':
      one.unsubscribe(step.filter);
      break;
    case 'publish':
      one.publish(step.topic, step.payload, step.qos, () => undefined, step.retain);
      break;
    case 'inVain':
      one.publishInVain(step.topic, 'on', step.qos);
      break;
    case 'work':
      one.work(step.count);
      break;
  }
}
