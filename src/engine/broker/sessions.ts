/** How sessions begin, lose and regain their client, and end (5: 3.1.2.4, 3.1.2.11.2, 4.1; 3.1.1: 3.1.2.4). */

import { letGo, noteProgress } from './backPressure';
import type { Connection } from './connection';
import type { CoreContext } from './context';
import { handOver } from './handover';
import { Session } from './session';
import { delayWill, dropWill, publishWill } from './will';

/** Who connects. */
export interface Identity {
  readonly clientId: string;
  readonly userName: string | null;
}

/** The session of a client for a new connection, and whether it was there (Session Present, 5: 3.2.2-2, -3; 3.1.1: 3.2.2-1, -2, -3). */
export function attach(
  context: CoreContext,
  { clientId, userName }: Identity,
  cleanStart: boolean,
  connection: Connection,
): { readonly session: Session; readonly present: boolean } {
  const former = context.sessions.get(clientId);
  // 5: 3.1.2-4; 3.1.1: 3.1.2-6: a clean start discards what was there; so does another user, who may not read it.
  const beginsAnew = cleanStart || belongsToAnother(context, former, userName);
  if (former !== undefined && beginsAnew) endSession(context, former);
  let session = beginsAnew ? undefined : former;
  const present = session !== undefined;
  if (session === undefined) {
    session = new Session(clientId);
    context.sessions.set(clientId, session);
  }
  session.userName = userName;
  session.connection = connection;
  noteProgress(session);
  session.expiryAlarm = context.alarms.cancel(session.expiryAlarm);
  // 3.1.3-9: a will that still waits for its delay is not sent once the session goes on.
  dropWill(context, session);
  connection.session = session;
  context.clients++;
  return { session, present };
}

/** A session that began without a name is anyone's. */
function belongsToAnother({ options }: CoreContext, former: Session | undefined, userName: string | null): boolean {
  if (options.authenticate === null || former === undefined) return false;
  return former.userName !== null && former.userName !== userName;
}

/** The connection is over; `normally` where the client said so and wants no will (3.1.2-10; 3.14.4-3). */
export function detach(context: CoreContext, connection: Connection, normally: boolean): void {
  const { session } = connection;
  connection.session = null;
  connection.silenceAlarm = context.alarms.cancel(connection.silenceAlarm);
  connection.haltAlarm = context.alarms.cancel(connection.haltAlarm);
  if (session === null) return;
  context.clients--;
  session.connection = null;
  letGo(context, session);
  session.resending.clear();
  if (normally) dropWill(context, session);
  const { expiryInterval } = session;
  if (expiryInterval === 0) {
    endSession(context, session);
    return;
  }
  // 5: 3.1.2-23; 4.1.0-1, -2; 3.1.1: 3.1.2-4, -5: what the session holds stays until then.
  const endsAt = context.now + expiryInterval * 1000;
  context.durable.sessionLeft(session, endsAt);
  delayWill(context, session);
  endAt(context, session, endsAt);
}

/** Ends a session whose client stays away until that moment of the core's clock; Infinity for never (3.1.2.11.2). */
export function endAt(context: CoreContext, session: Session, endsAt: number): void {
  if (endsAt === Infinity) return;
  session.expiryAlarm = context.alarms.set(endsAt, () => {
    context.emit({ kind: 'sessionEnded', client: session.clientId });
    endSession(context, session);
  });
}

/** Forgets a session; its will, if it still waits, goes out now (3.1.3.2.2). */
function endSession(context: CoreContext, session: Session): void {
  session.ended = true;
  context.durable.sessionEnded(session);
  session.expiryAlarm = context.alarms.cancel(session.expiryAlarm);
  session.sweepAlarm = context.alarms.cancel(session.sweepAlarm);
  if (context.sessions.get(session.clientId) === session) context.sessions.delete(session.clientId);
  for (const filter of [...session.subscriptions.keys()]) context.subscriptions.remove(session, filter);
  handOver(context, session);
  for (const outgoing of session.inFlight.values()) context.held.releaseFor(outgoing);
  for (const outgoing of session.waiting) context.held.releaseFor(outgoing);
  publishWill(context, session);
}

/** Seconds that a client's wish comes to under the limit; 0xFFFFFFFF never ends (3.1.2.11.2). */
export function grantedExpiry(context: CoreContext, wished: number): number {
  return Math.min(wished === 0xffff_ffff ? Infinity : wished, context.options.sessionExpiryLimit);
}
