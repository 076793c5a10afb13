/** What the switches, the users' rules and `$SYS` forbid. */

import { PUBLISH_REFUSALS, SUBSCRIBE_REFUSALS } from '../../shared/reasonCodes';
import { filterCovers, parseSharedFilter } from '../../shared/topics';
import type { CoreContext } from './context';
import { REASON } from './reasonCodes';
import type { Session } from './session';

/** The reason code that a message for `topic` is refused with, or null (3.3.5-2 in 3.1.1; PUBACK and PUBREC in 5). */
export function publishRefusal(context: CoreContext, session: Session, topic: string): number | null {
  return mayWrite(context, session, topic) ? switchedRefusal(context, topic, PUBLISH_REFUSALS) : REASON.notAuthorized;
}

/** The reason code that a subscription to `filter` is refused with, or null (3.9.3). */
export function subscribeRefusal(context: CoreContext, session: Session, filter: string): number | null {
  // A shared subscription is allowed what its filter is.
  const own = parseSharedFilter(filter)?.filter ?? filter;
  return mayRead(context, session, own) ? switchedRefusal(context, own, SUBSCRIBE_REFUSALS) : REASON.notAuthorized;
}

/** Whether a client may publish to `topic` by the rules; to `$SYS` none may (4.7.2). */
export function mayWrite({ options: { authorize } }: CoreContext, session: Identified, topic: string): boolean {
  if (topic === '$SYS' || topic.startsWith('$SYS/')) return false;
  return authorize === null || authorize(session.clientId, session.userName, topic, 'write');
}

/** Whether a client may be sent messages for `topic`, or for some topic that a filter matches. */
export function mayRead({ options: { authorize } }: CoreContext, session: Identified, topicOrFilter: string): boolean {
  return authorize === null || authorize(session.clientId, session.userName, topicOrFilter, 'read');
}

type Identified = Pick<Session, 'clientId' | 'userName'>;

/** The first switch that covers it; one whose code the answering packet must not carry is not for it. */
function switchedRefusal({ options }: CoreContext, filter: string, codes: readonly number[]): number | null {
  if (options.refusals.length === 0) return null;
  const refusal = options.refusals.find(
    (candidate) => codes.includes(candidate.reasonCode) && filterCovers(candidate.filter, filter),
  );
  return refusal?.reasonCode ?? null;
}
