/** A small factory floor in which each state, level and fault that the page draws stands once. */

import { delivery, FakeTrace, session } from './fakeTrace';
import type { Subscription } from '../../../src/shared/model';

function subscription(
  filter: string,
  requestedQos: 0 | 1 | 2,
  grantedQos: 0 | 1 | 2 | null,
  reason: number | null = null,
): Subscription {
  return { filter, requestedQos, grantedQos, reason, subscriptionIdentifier: null };
}

/** Journey 1 reaches dash (downgraded), log and away (queued); others wait, are refused, are lost. */
export function factoryScene(): FakeTrace {
  const trace = new FakeTrace();
  trace.now = 65_000;
  trace.set(
    delivery(1, { client: 'gps', session: 2, topic: 'sensors/gps', qos: 0, start: 400 }),
    delivery(2, { journey: 1, start: 1000, packetId: 12 }),
    delivery(3, {
      journey: 1,
      client: 'dash',
      session: 3,
      to: 'client',
      qos: 1,
      publishedQos: 2,
      grantedQos: 1,
      filter: 'factory/#',
      packetId: 3,
      start: 1000.9,
      ms: 0.91,
    }),
    delivery(4, {
      journey: 1,
      client: 'log',
      session: 4,
      to: 'client',
      qos: 2,
      publishedQos: 2,
      grantedQos: 2,
      filter: 'factory/+/command',
      packetId: 9,
      start: 1001.1,
      state: 'open',
      missing: 'PUBREL',
      ms: null,
      packets: 2,
    }),
    delivery(5, {
      journey: 1,
      client: 'away',
      session: 5,
      to: 'client',
      qos: 2,
      publishedQos: 2,
      grantedQos: 2,
      filter: 'factory/#',
      packetId: null,
      start: 1001.2,
      state: 'queued',
      ms: null,
      packets: 0,
      via: 'queue',
    }),
    delivery(6, {
      client: 'app',
      session: 6,
      topic: 'alarms/fire',
      qos: 1,
      state: 'refused',
      reason: 0x87,
      start: 2000,
      ms: 0.8,
    }),
    delivery(7, {
      client: 'probe',
      session: 7,
      topic: 'sensors/t',
      qos: 1,
      state: 'lost',
      ms: null,
      packets: 1,
      missing: null,
      start: 3000,
    }),
    delivery(8, {
      client: 'dash',
      session: 3,
      to: 'client',
      topic: 'sensors/line-4/furnace/temperature/celsius',
      qos: 1,
      publishedQos: 1,
      grantedQos: 2,
      filter: 'sensors/#',
      packetId: 4,
      start: 61_800,
      state: 'open',
      missing: 'PUBACK',
      ms: null,
      packets: 1,
    }),
    delivery(9, {
      client: 'press-17',
      session: 8,
      topic: 'factory/m017/state',
      start: 64_200,
      state: 'open',
      missing: 'PUBCOMP',
      ms: null,
      packets: 3,
      packetId: 77,
    }),
    delivery(10, {
      client: 'log',
      session: 4,
      to: 'client',
      topic: 'alarms/smoke',
      qos: 1,
      publishedQos: 2,
      grantedQos: 2,
      filter: 'alarms/#',
      packetId: 10,
      start: 64_500,
      ms: 1.2,
    }),
  );
  trace.sessions = [
    session(5, { client: 'away', connected: false, queued: 1, subscriptions: [subscription('factory/#', 2, 2)] }),
    session(3, {
      client: 'dash',
      inFlightToClient: 1,
      clientReceiveMaximum: 20,
      subscriptions: [
        subscription('factory/#', 2, 1),
        subscription('sensors/#', 2, 2),
        subscription('secret/#', 1, null, 0x87),
      ],
    }),
    session(4, {
      client: 'log',
      version: 4,
      kept: false,
      inFlightToClient: 1,
      clientReceiveMaximum: 65_535,
      subscriptions: [subscription('factory/+/command', 2, 2), subscription('alarms/#', 2, 2)],
    }),
    session(8, { client: 'press-17', kept: false, inFlightToBroker: 1, brokerReceiveMaximum: 1 }),
  ];
  return trace;
}
