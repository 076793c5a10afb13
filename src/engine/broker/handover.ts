/** What the end of a session leaves to the other members of its shared subscriptions (4.8.2). */

import { parseSharedFilter } from '../../shared/topics';
import type { CoreContext } from './context';
import type { Outgoing } from './outgoing';
import { mayRead } from './permission';
import { deliverThrough } from './routing';
import type { Session } from './session';

/**
 * Passes on what came through shared subscriptions and was not delivered, once the session is no member any more. A QoS 2
 * delivery that has begun stays with its member (4.8.2-4) and ends with its session (4.8.2-5); one at QoS 1 goes to another member as well (4.8.2).
 */
export function handOver(context: CoreContext, session: Session): void {
  const left = [...session.inFlight.values()].filter(({ qos }) => qos === 1);
  for (const outgoing of [...left, ...session.waiting]) passOn(context, outgoing);
}

function passOn(context: CoreContext, { message, filter, via }: Outgoing): void {
  if (parseSharedFilter(filter) === null || message.expired(context.now)) return;
  const group = context.subscriptions.sharedGroup(filter);
  const member = group?.next(({ session }) => mayRead(context, session, message.topic));
  if (member !== undefined) deliverThrough(context, message, member, via);
}
