/**
 * Slows those who publish faster than a subscriber takes it, so that its queue need not drop anything.
 *
 * - Beyond `slowShare` of a queue's bound, whoever publishes into it gets PUBACK or PUBREC late: one for each message that
 *   leaves the queue. So publishers come down to the subscriber's pace by their own windows, while all else that they send is
 *   read: their acknowledgements, pings and PUBRELs.
 * - Beyond `haltShare` their connections are not read at all, for those whose windows are too large for the first. That
 *   spares whoever owes us acknowledgements itself: they would come on the connection that is not read, and two clients that
 *   publish to each other would wait for each other. It lasts LONGEST_HALT at most, so that pings are answered.
 * - Both end where the subscriber has made no progress for PATIENCE: one that is frozen slows nobody, and what its queue
 *   cannot hold is dropped.
 */

import type { Alarm } from './alarms';
import type { Connection } from './connection';
import type { CoreContext } from './context';
import { Fifo } from './fifo';
import type { Session } from './session';

/** How long a subscriber may go without progress before nobody waits for it any more, in milliseconds. */
export const PATIENCE = 250;

/**
 * In so many looks: where the broker itself did not get to run, what the subscriber has sent is still to be read, and that
 * time must not count.
 */
const LOOKS = 10;

/** How long a connection is not read at most, in milliseconds: well below one and a half of the shortest keep alive (1 s). */
export const LONGEST_HALT = 1_000;

/** More identifiers than this cannot be in use: whoever gets there has taken some of them twice (5: 2.2.1-3; 3.1.1: 2.3.1-2). */
const MOST_WITHHELD = 65_535;

/** A PUBACK or PUBREC that waits. */
interface Withheld {
  readonly connection: Connection;
  readonly first: number;
  readonly packetId: number;
  readonly reasonCode: number;
  /** For how many messages in queues. */
  waitsFor: number;
}

/** What a session knows of those who wait for it. */
export class Lag {
  /** How often it was looked in vain since its client last acknowledged something, or something left its queue. */
  inVain = 0;
  /** In the order in which their messages were queued. */
  readonly withheld = new Fifo<Withheld>();
  /** Connections that are not read because of it. */
  readonly halted = new Set<Connection>();
  /** Looks whether there was progress. */
  alarm: Alarm | null = null;
}

/** To be called when a message has gone into a session's queue: its publisher may have to wait for that session. */
export function noteQueued(context: CoreContext, session: Session): void {
  if (isAlive(session) && exceeds(context, session, context.options.slowShare)) context.lagging.push(session);
}

/** Answers the PUBLISH under way, at once or when those who lag behind it have caught up. */
export function answerPublish(
  context: CoreContext,
  connection: Connection,
  first: number,
  packetId: number,
  reasonCode: number,
): void {
  const { lagging } = context;
  if (lagging.length === 0 || connection.withheld >= MOST_WITHHELD) {
    context.acknowledge(connection, first, packetId, reasonCode);
    return;
  }
  connection.withheld++;
  const withheld: Withheld = { connection, first, packetId, reasonCode, waitsFor: lagging.length };
  for (const session of lagging) {
    session.lag.withheld.push(withheld);
    watch(context, session);
    if (exceeds(context, session, context.options.haltShare)) halt(context, connection, session);
  }
}

/** To be called when a session's client has done something that brings its queue forward. */
export function noteProgress({ lag }: Session): void {
  lag.inVain = 0;
}

/** To be called when a message has left a session's queue for its client: one who waits for it may go on. */
export function noteTaken(context: CoreContext, session: Session): void {
  const { lag } = session;
  lag.inVain = 0;
  if (lag.withheld.size === 0) return;
  if (!exceeds(context, session, context.options.slowShare)) {
    letGo(context, session);
    return;
  }
  answerNext(context, lag);
  if (!exceeds(context, session, context.options.haltShare)) resumeHalted(context, lag);
}

/** Lets everybody go on who waits for a session, as when its client is gone. */
export function letGo(context: CoreContext, { lag }: Session): void {
  lag.alarm = context.alarms.cancel(lag.alarm);
  while (lag.withheld.size > 0) answerNext(context, lag);
  resumeHalted(context, lag);
}

/** Reads a connection again; one that is read is left alone. */
export function resume(context: CoreContext, connection: Connection): void {
  if (connection.haltAlarm === null) return;
  connection.haltAlarm = context.alarms.cancel(connection.haltAlarm);
  context.emit({ kind: 'resume', connection: connection.number });
}

function isAlive({ connection, lag }: Session): boolean {
  return connection !== null && lag.inVain < LOOKS;
}

/** Whether a queue holds more than a share of what it may. */
function exceeds({ options }: CoreContext, { waiting }: Session, share: number): boolean {
  return waiting.size > options.queueLimit * share || waiting.bytes > options.queueByteLimit * share;
}

/** Looks again and again while somebody waits. */
function watch(context: CoreContext, session: Session): void {
  const { lag } = session;
  lag.alarm ??= context.alarms.set(context.now + PATIENCE / LOOKS, () => {
    lag.alarm = null;
    if (lag.withheld.size === 0) return;
    lag.inVain++;
    if (isAlive(session)) watch(context, session);
    else letGo(context, session);
  });
}

/** The oldest answer that somebody still waits for. */
function answerNext(context: CoreContext, { withheld }: Lag): void {
  let next = withheld.shift();
  while (next?.connection.closed === true) next = withheld.shift();
  if (next === undefined || --next.waitsFor > 0) return;
  const { connection, first, packetId, reasonCode } = next;
  connection.withheld--;
  context.acknowledge(connection, first, packetId, reasonCode);
  if (connection.withheld === 0) resume(context, connection);
}

/** A client that owes acknowledgements is read on: somebody waits for them. */
function halt(context: CoreContext, connection: Connection, { lag }: Session): void {
  if (connection.session === null || connection.session.inFlight.size > 0) return;
  lag.halted.add(connection);
  if (connection.haltAlarm !== null) return;
  connection.haltAlarm = context.alarms.set(context.now + LONGEST_HALT, () => resume(context, connection));
  context.emit({ kind: 'halt', connection: connection.number });
}

function resumeHalted(context: CoreContext, { halted }: Lag): void {
  for (const connection of halted) resume(context, connection);
  halted.clear();
}
