/** Why a delivery and those of its journey came out as they did, in sentences, made when someone looks at them. */

import type { Delivery, Journey, Packet } from '../../../shared/model';
import type { Sentence } from '../../../shared/sentences';
import type { Explanation } from '../../../shared/traceApi';
import { arrival } from './arrival';
import { copies } from './copies';
import { effectiveQosSentences } from './effectiveQos';
import type { Evidence, EvidenceParts } from './evidence';
import { twinOf } from './twins';
import { waiting } from './waiting';

/** Of so many branches of a journey it is told beside the delivery that was asked for. */
const BRANCHES_TOLD = 100;

/** What is explained: a delivery with its packets and its journey. */
export interface Explained {
  readonly delivery: Delivery;
  readonly packets: readonly Packet[];
  readonly journey: Journey | null;
}

/** The sentences of the delivery, its publisher's and its first branches, as far as there is something to say; `now` as in rows. */
export function explain({ delivery, packets, journey }: Explained, parts: EvidenceParts, now: number): Explanation[] {
  const others = [...(journey?.origin ? [journey.origin] : []), ...(journey?.branches.slice(0, BRANCHES_TOLD) ?? [])];
  const all = others.some(({ n }) => n === delivery.n) ? others : [delivery, ...others];
  const origin = journey?.origin ?? (delivery.to === 'broker' ? delivery : null);
  const common = { parts, journey, now, origin, twin: origin === null ? null : twinOf(origin, parts) };
  return all
    .map((one) => {
      const own = one.n === delivery.n ? packets : packetsOf(one.n, parts);
      const session = parts.sessions.get(one.session);
      return { delivery: one.n, sentences: sentences({ ...common, delivery: one, packets: own, session }) };
    })
    .filter(({ sentences: found }) => found.length > 0);
}

function sentences(evidence: Evidence): Sentence[] {
  return [
    ...effectiveQosSentences(evidence.delivery, evidence.session),
    ...arrival(evidence),
    ...copies(evidence),
    ...waiting(evidence),
  ];
}

function packetsOf(n: number, { store, packetRows }: EvidenceParts): Packet[] {
  return store.find(n) ? packetRows.ofDelivery(store.columns.lastPacket[store.row] ?? 0) : [];
}
