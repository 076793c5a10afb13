/** The handshake of QoS 2 (4.3.3), and the reserved flags of the packets around it (3.6.1, 3.8.1, 3.10.1). */

import { hex } from '../../../support/mqttBytes';
import { routing, type Version } from '../exchange';
import { fromBoth, keptClient, resumedBy, rule } from './twins';

/** A SUBSCRIBE (type 8) or UNSUBSCRIBE (type a) of one filter, with these flags. */
function request(version: Version, first: string): Uint8Array {
  const property = version === 5 ? ' 00' : '';
  const qos = first.startsWith('8') ? ' 00' : '';
  const length = 5 + (property === '' ? 0 : 1) + (qos === '' ? 0 : 1);
  return hex(`${first} 0${length} 00 01${property} 00 01 61${qos}`);
}

/** Proofs of the rules of the QoS 2 handshake and of reserved flags. */
export const HANDSHAKE_TWINS = {
  pubrelUnasked: rule(
    '4.3.3-4',
    '4.3.3-1',
    fromBoth('before the PUBREC', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2);
      if (!broken) wire.acknowledge(to, 'pubrec');
      wire.acknowledge(from, 'pubrel');
    }),
  ),

  pubrelAfterRefusal: rule(
    '4.3.3-4',
    null,
    fromBoth('after PUBREC 0x97', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2);
      wire.acknowledge(to, 'pubrec', 1, broken ? 0x97 : 0);
      wire.acknowledge(from, 'pubrel');
    }),
  ),

  publishAfterPubrel: rule(
    '4.3.3-6',
    '4.3.3-1',
    fromBoth('on the connection that resumes the session', (t, version, broken, from, to) => {
      const wire = keptClient(t, version);
      wire.publish(from, 2);
      wire.acknowledge(to, 'pubrec');
      if (broken) wire.acknowledge(from, 'pubrel');
      resumedBy(t, wire, version).publish(from, 2, { dup: true });
    }),
  ),

  deliveredOnwardAgain: rule('4.3.3-10', '4.3.3-2', {
    'the message of a repeat': (t, version, broken) => {
      const subscriber = t.connected('s', version);
      const publisher = keptClient(t, version);
      publisher.publish('client', 2, { id: 1 });
      const first = publisher.recorder.lastJourney();
      subscriber.publish('broker', 2, { id: 1, routing: routing(first) });
      const again = resumedBy(t, publisher, version);
      again.publish('client', 2, { id: 1, dup: true });
      again.publish('client', 2, { id: 2 });
      const second = again.recorder.lastJourney();
      subscriber.publish('broker', 2, { id: 2, routing: routing(broken ? first : second) });
    },
  }),

  pubcompUnasked: rule(
    '4.3.3-11',
    '4.3.3-2',
    fromBoth('before the PUBREL', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2);
      wire.acknowledge(to, 'pubrec');
      if (!broken) wire.acknowledge(from, 'pubrel');
      wire.acknowledge(to, 'pubcomp');
    }),
  ),

  pubrelFlags: rule(
    '3.6.1-1',
    '3.6.1-1',
    fromBoth('0000', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 2);
      wire.acknowledge(to, 'pubrec');
      wire.bytes(from, hex(`${broken ? '60' : '62'} 02 00 01`));
    }),
  ),

  subscribeFlags: rule('3.8.1-1', '3.8.1-1', {
    '0000': (t, version, broken) => t.connected('c', version).bytes('client', request(version, broken ? '80' : '82')),
  }),

  unsubscribeFlags: rule('3.10.1-1', '3.10.1-1', {
    '0000': (t, version, broken) => t.connected('c', version).bytes('client', request(version, broken ? 'a0' : 'a2')),
  }),

  reservedFlags: rule('2.1.3-1', '2.2.2-1', {
    'PINGREQ 0001': (t, version, broken) =>
      t.connected('c', version).bytes('client', hex(`${broken ? 'c1' : 'c0'} 00`)),
    ...fromBoth('PUBACK 0010', (t, version, broken, from, to) => {
      const wire = t.connected('c', version);
      wire.publish(from, 1);
      wire.bytes(to, hex(`${broken ? '42' : '40'} 02 00 01`));
    }),
  }),
};
