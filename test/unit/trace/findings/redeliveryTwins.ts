/** What is sent again, and in which order things are sent and answered (4.4, 4.6). */

import { routing, type TestTrace, type TestWire, type Version } from '../exchange';
import { fromBoth, keptClient, resumedBy, rule, type Says } from './twins';

/** A client answers two messages of the broker in their order, or the second one first. */
function answered(qos: 1 | 2, cmd: 'puback' | 'pubrec'): Says {
  return (t, version, broken) => {
    const wire = t.connected('c', version);
    for (const id of [1, 2]) wire.publish('broker', qos, { id, payload: `m${id}` });
    for (const id of broken ? [2, 1] : [1, 2]) wire.acknowledge('client', cmd, id);
  };
}

/** The connection that resumes the session; where the rule is broken, the one that stands. */
function next(t: TestTrace, wire: TestWire, version: Version, broken: boolean): TestWire {
  return broken ? wire : resumedBy(t, wire, version);
}

/** Proofs of the rules of redelivery and order. */
export const REDELIVERY_TWINS = {
  resentUnasked: rule('4.4.0-1', null, {
    ...fromBoth('PUBLISH', (t, version, broken, from) => {
      const wire = keptClient(t, version);
      wire.publish(from, 2);
      next(t, wire, version, broken).publish(from, 2, { dup: true });
    }),
    ...fromBoth('PUBLISH that was acknowledged', (t, version, broken, from, to) => {
      const wire = keptClient(t, version);
      wire.publish(from, 1);
      wire.acknowledge(to, 'puback');
      next(t, wire, version, broken).publish(from, 1, { dup: true });
    }),
    ...fromBoth('PUBREL that was answered', (t, version, broken, from, to) => {
      const wire = keptClient(t, version);
      wire.publish(from, 2);
      wire.acknowledge(to, 'pubrec');
      wire.acknowledge(from, 'pubrel');
      wire.acknowledge(to, 'pubcomp');
      next(t, wire, version, broken).acknowledge(from, 'pubrel');
    }),
  }),

  notResent: rule('4.4.0-1', '4.4.0-1', {
    ...fromBoth('PUBLISH, though newer ones were sent', (t, version, broken, from, to) => {
      const wire = keptClient(t, version);
      wire.publish(from, 2, { id: 1, payload: 'old' });
      const again = resumedBy(t, wire, version);
      if (!broken) {
        again.publish(from, 2, { id: 1, payload: 'old', dup: true });
        finish(again, from, to, 1);
      }
      again.publish(from, 1, { id: 2, payload: 'new' });
      again.acknowledge(to, 'puback', 2);
      t.time += 10_000;
    }),
    ...fromBoth('PUBREL, though newer messages were sent', (t, version, broken, from, to) => {
      const wire = keptClient(t, version);
      wire.publish(from, 2, { id: 1, payload: 'old' });
      wire.acknowledge(to, 'pubrec', 1);
      wire.acknowledge(from, 'pubrel', 1);
      const again = resumedBy(t, wire, version);
      if (!broken) {
        again.acknowledge(from, 'pubrel', 1);
        again.acknowledge(to, 'pubcomp', 1);
      }
      again.publish(from, 1, { id: 2, payload: 'new' });
      again.acknowledge(to, 'puback', 2);
      t.time += 10_000;
    }),
  }),

  resentAfterRefusal: rule(
    '4.4.0-2',
    null,
    // Without DUP it is published anew.
    fromBoth('after PUBACK 0x97', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 1);
      wire.acknowledge(to, 'puback', 1, 0x97);
      wire.publish(from, 1, { dup: broken });
    }),
  ),

  resendOrder: rule('4.6.0-1', '4.6.0-1', {
    'the second PUBLISH first': (t, version, broken) => {
      const wire = keptClient(t, version);
      for (const id of [1, 2]) wire.publish('client', 1, { id, payload: `m${id}` });
      const again = resumedBy(t, wire, version);
      for (const id of broken ? [2, 1] : [1, 2]) again.publish('client', 1, { id, payload: `m${id}`, dup: true });
    },
  }),

  pubackOrder: rule('4.6.0-2', '4.6.0-2', { 'the second PUBACK first': answered(1, 'puback') }),

  pubrecOrder: rule('4.6.0-3', '4.6.0-3', { 'the second PUBREC first': answered(2, 'pubrec') }),

  pubrelOrder: rule('4.6.0-4', '4.6.0-4', {
    'the second PUBREL first': (t, version, broken) => {
      const wire = t.connected('c', version);
      for (const id of [1, 2]) wire.publish('client', 2, { id, payload: `m${id}` });
      for (const id of [1, 2]) wire.acknowledge('broker', 'pubrec', id);
      for (const id of broken ? [2, 1] : [1, 2]) wire.acknowledge('client', 'pubrel', id);
    },
    // A broker is free in its order; the client follows it.
    'not in the order of the PUBRECs': (t, version, broken) => {
      const wire = t.connected('c', version);
      for (const id of [1, 2]) wire.publish('client', 2, { id, payload: `m${id}` });
      for (const id of [2, 1]) wire.acknowledge('broker', 'pubrec', id);
      for (const id of broken ? [1, 2] : [2, 1]) wire.acknowledge('client', 'pubrel', id);
    },
  }),

  topicOrder: rule('4.6.0-5', '4.6.0-6', {
    'the second message first': (t, version, broken) => {
      const subscriber = t.connected('s', version);
      const publisher = t.connected('p', version);
      const journeys = [1, 2].map((id) => {
        publisher.publish('client', 1, { id, payload: `m${id}` });
        return publisher.recorder.lastJourney();
      });
      for (const [id, journey] of (broken ? journeys.reverse() : journeys).entries()) {
        const words = { publishedQos: 1, grantedQos: 1 } as const;
        subscriber.publish('broker', 1, { id: id + 1, routing: routing(journey, words) });
      }
    },
  }),
};

/** The rest of a QoS 2 handshake. */
function finish(wire: TestWire, from: 'client' | 'broker', to: 'client' | 'broker', id: number): void {
  wire.acknowledge(to, 'pubrec', id);
  wire.acknowledge(from, 'pubrel', id);
  wire.acknowledge(to, 'pubcomp', id);
}
