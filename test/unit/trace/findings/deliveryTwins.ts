/** Pitfalls of single deliveries. */

import { routing } from '../exchange';
import { fromBoth, keptClient, pitfall, resumedBy } from './twins';

/** Proofs of the pitfalls of single deliveries. */
export const DELIVERY_TWINS = {
  downgraded: pitfall({
    'QoS 2 through a grant of QoS 1': (t, version, broken) => {
      const qos = broken ? 1 : 2;
      t.connected('c', version).publish('broker', qos, { routing: routing(1, { publishedQos: 2, grantedQos: qos }) });
    },
    'QoS 1 through a grant of QoS 0': (t, version, broken) => {
      const qos = broken ? 0 : 1;
      t.connected('c', version).publish('broker', qos, { routing: routing(1, { publishedQos: 1, grantedQos: qos }) });
    },
  }),

  exactlyOnceLost: pitfall({
    'QoS 2 through a grant of QoS 0': (t, version, broken) => {
      const qos = broken ? 0 : 2;
      t.connected('c', version).publish('broker', qos, { routing: routing(1, { publishedQos: 2, grantedQos: qos }) });
    },
  }),

  duplicateToConsumer: pitfall({
    'QoS 1 sent again after a reconnect': (t, version, broken) => {
      const wire = keptClient(t, version);
      const qos = broken ? 1 : 2;
      wire.publish('broker', qos);
      resumedBy(t, wire, version).publish('broker', qos, { dup: true });
    },
  }),

  stalled: pitfall({
    ...fromBoth('no PUBACK for ten seconds', (t, version, broken, from) => {
      t.connected('c', version).publish(from, 1);
      t.time += broken ? 10_000 : 9_999;
    }),
    ...fromBoth('no PUBREC for ten seconds', (t, version, broken, from) => {
      t.connected('c', version).publish(from, 2);
      t.time += broken ? 10_000 : 9_999;
    }),
    ...fromBoth('no PUBREL for ten seconds', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2);
      wire.acknowledge(to, 'pubrec');
      t.time += broken ? 10_000 : 9_999;
    }),
    ...fromBoth('no PUBCOMP for ten seconds', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2);
      wire.acknowledge(to, 'pubrec');
      wire.acknowledge(from, 'pubrel');
      t.time += broken ? 10_000 : 9_999;
    }),
  }),
};
