/** Flags of PUBLISH, its answer, and its QoS on the way to a subscriber (3.3, 3.8.4). */

import { hex } from '../../../support/mqttBytes';
import { routing } from '../exchange';
import { fromBoth, keptClient, resumedBy, rule } from './twins';

/** Proofs of the rules of PUBLISH. */
export const PUBLISH_TWINS = {
  redeliveredWithoutDup: rule('3.3.1-1', '3.3.1-1', {
    // At QoS 2: at QoS 1 the twin's consumer may have a duplicate, which is a pitfall.
    ...fromBoth('on the connection that resumes the session', (t, version, broken, from) => {
      const wire = keptClient(t, version);
      wire.publish(from, 2);
      resumedBy(t, wire, version).publish(from, 2, { dup: !broken });
    }),
    'at QoS 1': (t, version, broken) => {
      const wire = keptClient(t, version);
      wire.publish('client', 1);
      resumedBy(t, wire, version).publish('client', 1, { dup: !broken });
    },
  }),

  dupOnQos0: rule(
    '3.3.1-2',
    '3.3.1-2',
    fromBoth('DUP 1', (t, version, broken, from) => {
      const first = broken ? '38' : '30';
      t.connected('c', version).bytes(
        from,
        hex(version === 5 ? `${first} 05 00 01 61 00 78` : `${first} 04 00 01 61 78`),
      );
    }),
  ),

  dupOnFirst: rule('3.3.1-3', '3.3.1-3', {
    ...fromBoth('DUP 1 on another message under the identifier', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 1, { id: 5, payload: 'one' });
      wire.acknowledge(to, 'puback', 5);
      wire.publish(from, 1, { id: 5, payload: 'two', dup: broken });
    }),
    'DUP 1 under an identifier that the broker never used': (t, version, broken) => {
      t.connected('c', version).publish('broker', 1, { id: 9, dup: broken });
    },
  }),

  qos3: rule(
    '3.3.1-4',
    '3.3.1-4',
    fromBoth('QoS bits 11', (t, version, broken, from) => {
      const first = broken ? '36' : '34';
      t.connected('c', version).bytes(
        from,
        hex(version === 5 ? `${first} 06 00 01 61 00 01 00` : `${first} 05 00 01 61 00 01`),
      );
    }),
  ),

  wrongAnswer: rule('3.3.4-1', '3.3.4-1', {
    ...fromBoth('PUBACK at QoS 2', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2);
      wire.acknowledge(to, broken ? 'puback' : 'pubrec');
    }),
    ...fromBoth('PUBREC at QoS 1', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 1);
      wire.acknowledge(to, broken ? 'pubrec' : 'puback');
    }),
  }),

  notEffectiveQos: rule('3.8.4-8', '3.8.4-6', {
    'above what was published': (t, version, broken) => {
      const route = routing(1, { publishedQos: 1, grantedQos: 2 });
      t.connected('c', version).publish('broker', broken ? 2 : 1, { routing: route });
    },
    'below what was published and granted': (t, version, broken) => {
      const route = routing(1, { publishedQos: 2, grantedQos: 2 });
      t.connected('c', version).publish('broker', broken ? 1 : 2, { routing: route });
    },
  }),

  aboveGranted: rule('3.8.4-8', '3.8.4-6', {
    'QoS 2 to a subscription that was granted QoS 1': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.subscribe(1, 'a/#', 2);
      wire.suback(1, 1);
      wire.publish('broker', broken ? 2 : 1);
    },
  }),

  belowHighestGranted: rule('3.3.4-2', '3.3.5-1', {
    'one copy at the lower of two grants': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.subscribe(1, 'a/#', 2);
      wire.suback(1, 2);
      wire.subscribe(2, 'a/b', 0);
      wire.suback(2, 0);
      t.connected('p', version).publish('client', 2);
      wire.publish('broker', broken ? 0 : 2);
      t.time += 2000;
    },
    'a copy at the lower of two grants, and no other': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.subscribe(1, 'a/#', 1);
      wire.suback(1, 1);
      wire.subscribe(2, 'a/b', 0);
      wire.suback(2, 0);
      t.connected('p', version).publish('client', 1);
      wire.publish('broker', 0);
      if (!broken) wire.publish('broker', 1);
      wire.close();
    },
  }),
};
