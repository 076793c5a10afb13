/** Receive Maximum and Maximum QoS, which MQTT 5 alone has (3.2.2, 3.3.4, 4.9). */

import type { TestTrace, TestWire } from '../exchange';
import { fromBoth, pitfall, rule } from './twins';

/** A client with Receive Maximum 2 at a broker whose CONNACK has these properties. */
function limited(t: TestTrace, properties: object, willQos: 0 | 1 | 2 | null = null): TestWire {
  const wire = t.wire(5);
  const named = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 5, clientId: 'c', clean: true } as const;
  const will = willQos === null ? {} : { will: { topic: 'w', payload: Buffer.from('x'), qos: willQos, retain: false } };
  wire.say('client', { ...named, keepalive: 60, properties: { receiveMaximum: 2 }, ...will });
  wire.connack(false, 0, properties);
  return wire;
}

function overrun(t: TestTrace, broken: boolean, from: 'client' | 'broker', to: 'client' | 'broker'): void {
  const wire = limited(t, { receiveMaximum: 2 });
  wire.publish(from, 1, { id: 1, payload: 'one' });
  wire.publish(from, 2, { id: 2, payload: 'two' });
  if (!broken) wire.acknowledge(to, 'puback', 1);
  wire.publish(from, 1, { id: 3, payload: 'three' });
}

/** Proofs of the rules of Receive Maximum and Maximum QoS, and of a full window. */
export const FLOW_TWINS = {
  maximumQosUnsaid: rule('3.2.2-9', null, {
    'DISCONNECT 0x9B': (t, _version, broken) => {
      const wire = limited(t, broken ? {} : { maximumQoS: 1 });
      wire.say('broker', { cmd: 'disconnect', reasonCode: 0x9b });
    },
  }),

  subscribeRefusedForQos: rule('3.2.2-10', null, {
    'SUBACK 0x9B': (t, _version, broken) => {
      const wire = limited(t, { maximumQoS: 1 });
      wire.subscribe(1, 'a', 2);
      wire.suback(1, broken ? 0x9b : 1);
    },
  }),

  aboveMaximumQos: rule('3.2.2-11', null, {
    'PUBLISH at QoS 2': (t, _version, broken) => {
      limited(t, { maximumQoS: 1 }).publish('client', broken ? 2 : 1);
    },
    'PUBLISH at QoS 1': (t, _version, broken) => {
      limited(t, { maximumQoS: 0 }).publish('client', broken ? 1 : 0);
    },
  }),

  willAboveMaximumQos: rule('3.2.2-12', null, {
    'a will at QoS 2 accepted': (t, _version, broken) => {
      limited(t, { maximumQoS: 1 }, broken ? 2 : 1);
    },
  }),

  clientOverReceiveMaximum: rule('3.3.4-7', null, {
    'a third PUBLISH': (t, _version, broken) => overrun(t, broken, 'client', 'broker'),
  }),

  brokerOverReceiveMaximum: rule('3.3.4-9', null, {
    'a third PUBLISH': (t, _version, broken) => overrun(t, broken, 'broker', 'client'),
  }),

  windowFull: pitfall(
    fromBoth('for longer than a second', (t, _version, broken, from, to) => {
      const wire = limited(t, { receiveMaximum: 2 });
      for (const id of [1, 2]) wire.publish(from, 1, { id, payload: `m${id}` });
      t.time += broken ? 1000 : 990;
      wire.acknowledge(to, 'puback', 1);
    }),
    new Map([[5, null]]),
  ),
};
