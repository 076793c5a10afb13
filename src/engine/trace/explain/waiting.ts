/** What an unfinished delivery waits for, and what its sender and its receiver know of it (4.3.2, 4.3.3, 4.4). */

import type { Delivery } from '../../../shared/model';
import type { Sentence, SentenceCode } from '../../../shared/sentences';
import { inSeconds, type Evidence } from './evidence';

/** Sentences on a delivery that is queued, open or lost. */
export function waiting(evidence: Evidence): Sentence[] {
  const { state } = evidence.delivery;
  if (state === 'queued') return [inQueue(evidence)];
  if (state === 'open') return [...missingLeg(evidence), ...afterTheEnd(evidence)];
  return state === 'lost' ? lost(evidence) : [];
}

function inQueue({ delivery, session, now }: Evidence): Sentence {
  const { client } = delivery;
  const seconds = inSeconds(now - delivery.start);
  if (session === undefined || session.wire === null) return { code: 'explain.queuedSince', args: { client, seconds } };
  const count = session.openToClient.size;
  const isFull = count >= session.clientReceiveMaximum;
  if (isFull) return { code: 'explain.waitsForSlot', args: { client, seconds, count } };
  return { code: 'explain.waitsForTurn', args: { client, seconds } };
}

function missingLeg({ delivery, packets, now }: Evidence): Sentence[] {
  const last = packets.at(-1);
  if (last === undefined || delivery.missing === null) return [];
  const { type: seen } = last;
  return [{ code: 'explain.missing', args: { seen, missing: delivery.missing, seconds: inSeconds(now - last.time) } }];
}

/** The last acknowledgement of an open delivery may not have come through where its connection has ended. */
function afterTheEnd({ delivery, packets, parts }: Evidence): Sentence[] {
  const last = packets.at(-1);
  if (last === undefined) return [];
  const wire = parts.wires.get(last.wire);
  if (wire !== undefined && !wire.closed) return [];
  const code = ENDED[delivery.missing ?? 'PUBACK'];
  return [{ code, args: { missing: delivery.missing ?? 'PUBACK' } }];
}

const ENDED = {
  PUBACK: 'explain.endedAfterPublish',
  PUBREC: 'explain.endedAfterPublish',
  PUBREL: 'explain.endedAfterPubrec',
  PUBCOMP: 'explain.endedAfterPubrel',
} as const satisfies Record<NonNullable<Delivery['missing']>, SentenceCode>;

function lost({ delivery, packets }: Evidence): Sentence[] {
  if (delivery.sends === 0 || delivery.qos === 0) return [];
  const seen = new Set(packets.map(({ type }) => type));
  if (seen.has('PUBREL')) return [{ code: 'explain.lostAfterPubrel', args: {} }];
  if (seen.has('PUBREC')) return [{ code: 'explain.lostAfterPubrec', args: {} }];
  return [{ code: 'explain.lostAfterPublish', args: { missing: delivery.qos === 1 ? 'PUBACK' : 'PUBREC' } }];
}
