/** Packet identifiers (5: 2.2.1; 3.1.1: 2.3.1). */

import { hex } from '../../../support/mqttBytes';
import type { Version } from '../exchange';
import { fromBoth, keptClient, rule } from './twins';

/** A PUBLISH at QoS 1 without payload, under an identifier below 256. */
function publish(version: Version, id: number): Uint8Array {
  return hex(version === 5 ? `32 06 00 01 61 00 0${id} 00` : `32 05 00 01 61 00 0${id}`);
}

/** A SUBSCRIBE to one filter. */
function subscribe(version: Version, id: number): Uint8Array {
  return hex(version === 5 ? `82 07 00 0${id} 00 00 01 61 00` : `82 06 00 0${id} 00 01 61 00`);
}

/** An UNSUBSCRIBE of one filter. */
function unsubscribe(version: Version, id: number): Uint8Array {
  return hex(version === 5 ? `a2 06 00 0${id} 00 00 01 61` : `a2 05 00 0${id} 00 01 61`);
}

/** Proofs of the rules of packet identifiers. */
export const IDENTIFIER_TWINS = {
  clientIdentifierZero: rule('2.2.1-3', '2.3.1-1', {
    'PUBLISH 0': (t, version, broken) => t.connected('c', version).bytes('client', publish(version, broken ? 0 : 1)),
    'SUBSCRIBE 0': (t, version, broken) => {
      t.connected('c', version).bytes('client', subscribe(version, broken ? 0 : 1));
    },
    'UNSUBSCRIBE 0': (t, version, broken) => {
      t.connected('c', version).bytes('client', unsubscribe(version, broken ? 0 : 1));
    },
  }),

  brokerIdentifierZero: rule('2.2.1-4', '2.3.1-1', {
    'PUBLISH 0': (t, version, broken) => t.connected('c', version).bytes('broker', publish(version, broken ? 0 : 1)),
  }),

  clientIdentifierInUse: rule('2.2.1-3', '2.3.1-2', {
    'PUBLISH before the PUBACK of another': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.publish('client', 1, { id: 7, payload: 'one' });
      if (!broken) wire.acknowledge('broker', 'puback', 7);
      wire.publish('client', 1, { id: 7, payload: 'two' });
    },
    'PUBLISH before the PUBCOMP of another': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.publish('client', 2, { id: 7, payload: 'one' });
      wire.acknowledge('broker', 'pubrec', 7);
      wire.acknowledge('client', 'pubrel', 7);
      if (!broken) wire.acknowledge('broker', 'pubcomp', 7);
      wire.publish('client', 2, { id: 7, payload: 'two' });
    },
    'PUBLISH before the SUBACK of a SUBSCRIBE': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.subscribe(7, 'a/#', 1);
      if (!broken) wire.suback(7, 1);
      wire.publish('client', 1, { id: 7 });
    },
    'SUBSCRIBE before the PUBACK of a PUBLISH': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.publish('client', 1, { id: 7 });
      wire.subscribe(broken ? 7 : 8, 'a/#', 1);
    },
    'UNSUBSCRIBE before the SUBACK of a SUBSCRIBE': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.subscribe(7, 'a/#', 1);
      wire.say('client', { cmd: 'unsubscribe', messageId: broken ? 7 : 8, unsubscriptions: ['b'] });
    },
    // What is free for the broker is so for the client too: each numbers for itself.
    'PUBLISH before the PUBACK of its own, not of the broker': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.publish(broken ? 'client' : 'broker', 1, { id: 7, payload: 'one' });
      wire.publish('client', 1, { id: 7, payload: 'two' });
    },
  }),

  brokerIdentifierInUse: rule('2.2.1-4', '2.3.1-4', {
    'PUBLISH before the PUBACK of another': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.publish('broker', 1, { id: 7, payload: 'one' });
      if (!broken) wire.acknowledge('client', 'puback', 7);
      wire.publish('broker', 1, { id: 7, payload: 'two' });
    },
    'PUBLISH before the PUBCOMP of another': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.publish('broker', 2, { id: 7, payload: 'one' });
      wire.acknowledge('client', 'pubrec', 7);
      wire.acknowledge('broker', 'pubrel', 7);
      if (!broken) wire.acknowledge('client', 'pubcomp', 7);
      wire.publish('broker', 2, { id: 7, payload: 'two' });
    },
  }),

  resentUnderOtherIdentifier: rule(
    '4.4.0-1',
    '2.3.1-3',
    fromBoth('what is open comes again as another', (t, version, broken, from) => {
      const wire = keptClient(t, version);
      wire.publish(from, 2, { id: 1, payload: 'm' });
      // Without DUP it is another message of the same words.
      wire.publish(from, 2, { id: 2, payload: 'm', dup: broken });
    }),
  ),

  acknowledgesNothing: rule('2.2.1-5', '2.3.1-6', {
    ...fromBoth('PUBACK of another identifier', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 1, { id: 7 });
      wire.acknowledge(to, 'puback', broken ? 9 : 7);
    }),
    ...fromBoth('PUBREC of another identifier', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2, { id: 7 });
      wire.acknowledge(to, 'pubrec', broken ? 9 : 7);
    }),
    ...fromBoth('PUBREL of another identifier', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2, { id: 7 });
      wire.acknowledge(to, 'pubrec', 7);
      wire.acknowledge(from, 'pubrel', broken ? 9 : 7);
    }),
    ...fromBoth('PUBCOMP of another identifier', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2, { id: 7 });
      wire.acknowledge(to, 'pubrec', 7);
      wire.acknowledge(from, 'pubrel', 7);
      wire.acknowledge(to, 'pubcomp', broken ? 9 : 7);
    }),
    ...fromBoth('a second PUBACK', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 1, { id: 7 });
      for (let i = 0; i < (broken ? 2 : 1); i++) wire.acknowledge(to, 'puback', 7);
    }),
    ...fromBoth('a second PUBCOMP', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2, { id: 7 });
      wire.acknowledge(to, 'pubrec', 7);
      wire.acknowledge(from, 'pubrel', 7);
      for (let i = 0; i < (broken ? 2 : 1); i++) wire.acknowledge(to, 'pubcomp', 7);
    }),
    ...fromBoth('PUBCOMP of a QoS 1 message', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 1, { id: 7 });
      wire.acknowledge(to, broken ? 'pubcomp' : 'puback', 7);
    }),
    // 3.3.4-1: QoS 0 has no answer.
    ...fromBoth('PUBACK of a QoS 0 message', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, broken ? 0 : 1, { id: 7 });
      wire.acknowledge(to, 'puback', 7);
    }),
    ...fromBoth('PUBACK 0', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 1, { id: 7 });
      wire.bytes(to, hex(`40 02 00 0${broken ? 0 : 7}`));
    }),
  }),

  subscribeAnswersNothing: rule('2.2.1-6', '2.3.1-7', {
    'SUBACK of another identifier': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.subscribe(3, 'a/#', 1);
      wire.suback(broken ? 4 : 3, 1);
    },
    'a second SUBACK': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.subscribe(3, 'a/#', 1);
      for (let i = 0; i < (broken ? 2 : 1); i++) wire.suback(3, 1);
    },
    'SUBACK of an UNSUBSCRIBE': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.say('client', { cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['a/#'] });
      if (broken) wire.suback(3, 0);
      else wire.say('broker', { cmd: 'unsuback', messageId: 3, granted: [0] });
    },
    'UNSUBACK of another identifier': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.say('client', { cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['a/#'] });
      wire.say('broker', { cmd: 'unsuback', messageId: broken ? 4 : 3, granted: [0] });
    },
    'SUBACK 0': (t, version, broken) => {
      const wire = t.connected('c', version);
      wire.subscribe(3, 'a/#', 1);
      const id = broken ? 0 : 3;
      wire.bytes('broker', hex(version === 5 ? `90 04 00 0${id} 00 01` : `90 03 00 0${id} 01`));
    },
  }),
};
