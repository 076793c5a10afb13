/** The numbers of deliveries that have not ended, from the tables of their sessions. */

import type { SessionState } from './sessionState';
import type { Sessions } from './sessions';

/** Open ones with QoS 1 or 2, oldest first. */
export function openDeliveries(sessions: Sessions): number[] {
  return collect(sessions, (session) => [...session.openToBroker.values(), ...session.openToClient.values()]);
}

/** Open and queued ones, oldest first. */
export function liveDeliveries(sessions: Sessions): number[] {
  return collect(sessions, (session) => [
    ...session.openToBroker.values(),
    ...session.openToClient.values(),
    ...[...session.queued.values()].flat(),
  ]);
}

function collect(sessions: Sessions, ofSession: (session: SessionState) => number[]): number[] {
  const numbers: number[] = [];
  for (const session of sessions.all()) for (const delivery of ofSession(session)) numbers.push(delivery);
  return numbers.sort((a, b) => a - b);
}
