/** Session Present (3.2.2), what a session keeps (3.1.2), and shared subscriptions (4.8.2). */

import { routing } from '../exchange';
import { keptClient, pitfall, rule, type Says } from './twins';

/** Proofs of the rules of sessions, and of what is seldom meant with them. */
export const SESSION_TWINS = {
  presentOnCleanStart: rule('3.2.2-2', '3.2.2-1', {
    'CONNACK with Session Present': (t, version, broken) => {
      t.connected('c', version, { clean: true }, broken);
    },
  }),

  presentWithoutSession: rule('3.2.2-3', '3.2.2-3', {
    'after a session that was not kept': (t, version, broken) => {
      t.connected('c', version).close();
      t.connected('c', version, { clean: false }, broken);
    },
  }),

  resentWithoutSession: rule('3.2.2-5', null, {
    'PUBLISH of a session that has expired': (t, version, broken) => {
      const wire = keptClient(t, version, { expiry: 10 });
      wire.publish('client', 1, { id: 4 });
      wire.close();
      t.time += broken ? 11_000 : 9_000;
      const again = t.connected('c', version, { clean: false, expiry: 10 }, !broken);
      again.publish('client', 1, { id: 4, dup: true });
    },
  }),

  sharedSentElsewhere: rule('4.8.2-5', null, {
    'QoS 2 to a second member': (t, version, broken) => {
      const publisher = t.connected('p', version);
      const members = [t.connected('s1', version), t.connected('s2', version)];
      for (const [i, member] of members.entries()) {
        if (i === 0 || !broken) publisher.publish('client', 2, { id: i + 1, payload: `m${i}` });
        const route = routing(publisher.recorder.lastJourney(), { filter: '$share/g/a/#' });
        member.publish('broker', 2, { routing: route });
      }
    },
  }),

  sharedAfterRefusal: rule(
    '4.8.2-6',
    null,
    Object.fromEntries(
      ([1, 2] as const).map((qos): [string, Says] => [
        `QoS ${qos} to a second member`,
        (t, version, broken) => {
          const publisher = t.connected('p', version);
          const [first, second] = [t.connected('s1', version), t.connected('s2', version)];
          publisher.publish('client', qos, { id: 1, payload: 'm1' });
          const words = { publishedQos: qos, filter: '$share/g/a/#' };
          first.publish('broker', qos, { routing: routing(publisher.recorder.lastJourney(), words) });
          first.acknowledge('client', qos === 1 ? 'puback' : 'pubrec', 1, 0x97);
          if (!broken) publisher.publish('client', qos, { id: 2, payload: 'm2' });
          second.publish('broker', qos, { routing: routing(publisher.recorder.lastJourney(), words) });
        },
      ]),
    ),
  ),

  sessionDiscarded: pitfall(
    {
      'CONNACK without Session Present': (t, version, broken) => {
        keptClient(t, version).close();
        t.connected('c', version, { clean: false, expiry: 3600 }, !broken);
      },
    },
    new Map([
      [5, '3.1.2-5'],
      [4, '3.1.2-4'],
    ]),
  ),

  keptWithoutSubscription: pitfall({
    'when its client leaves': (t, version, broken) => {
      const wire = broken ? t.connected('c', version, { clean: false, expiry: 3600 }) : keptClient(t, version);
      wire.close();
    },
  }),

  reconnectLoop: pitfall({
    'five connections within ten seconds': (t, version, broken) => {
      for (let i = 0; i < 5; i++) {
        t.connected('c', version).close();
        t.time += broken ? 2000 : 2500;
      }
    },
  }),
};
