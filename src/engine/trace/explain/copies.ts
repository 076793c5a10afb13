/**
 * Why a message came more than once, or may have: the same delivery sent again, an acknowledgement that did not arrive,
 * an application that published it twice. Never by the DUP flag alone, which only says what its sender believes.
 */

import type { Packet } from '../../../shared/model';
import type { Sentence } from '../../../shared/sentences';
import { inSeconds, type Evidence, type Twin } from './evidence';
import { formerUse } from './twins';

/** Sentences on copies of this delivery. */
export function copies(evidence: Evidence): Sentence[] {
  return [...sentAgain(evidence), ...afterItsEnd(evidence), ...publishedTwice(evidence)];
}

/** One delivery, sent several times. */
function sentAgain({ delivery, packets }: Evidence): Sentence[] {
  const { sends, qos, packetId } = delivery;
  if (sends < 2 || packetId === null) return [];
  const wires = new Set(packets.filter(isPublish).map(({ wire }) => wire));
  const known = packets.filter(isPublish).length === sends;
  const code = known && wires.size === 1 ? 'explain.sentAgainUnasked' : 'explain.sentAgain';
  const effect = qos === 2 ? 'explain.repeatKnown' : 'explain.repeatUnknown';
  return [
    { code, args: { sends, id: packetId } },
    { code: effect, args: {} },
  ];
}

/** A delivery that had ended for its receiver, and begins anew because its sender did not hear of that. */
function afterItsEnd(evidence: Evidence): Sentence[] {
  const [first] = evidence.packets;
  if (first?.dup !== true || evidence.delivery.packets !== evidence.packets.length) return [];
  const other = formerUse(evidence, first.wire);
  return other === 0 ? [] : [{ code: 'explain.sentAfterItsEnd', args: { other, id: evidence.delivery.packetId ?? 0 } }];
}

/** Two messages of one publisher with one content, close together. */
function publishedTwice(evidence: Evidence): Sentence[] {
  const { delivery, origin, twin } = evidence;
  if (origin === null || twin === null || (delivery.to === 'client' && !wentTo(evidence, twin))) return [];
  const { client } = origin;
  const seconds = inSeconds(Math.abs(twin.start - origin.start));
  const code = twin.n < origin.n ? 'explain.publishedBefore' : 'explain.publishedAfter';
  return [{ code, args: { client, other: twin.n, seconds } }];
}

/** Whether the other message reached the same subscriber too. */
function wentTo({ delivery, parts }: Evidence, twin: Twin): boolean {
  const { journeys, store } = parts;
  let n = journeys.newestBranch(twin.journey);
  for (let i = 0; i < BRANCH_LIMIT && n !== 0 && store.find(n); i++) {
    if (store.columns.session[store.row] === delivery.session) return true;
    n = store.columns.olderBranch[store.row] ?? 0;
  }
  return false;
}

/** How many branches of another message are looked at. */
const BRANCH_LIMIT = 1000;

function isPublish({ type }: Packet): boolean {
  return type === 'PUBLISH';
}
