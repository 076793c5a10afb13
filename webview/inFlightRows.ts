/** What is in flight as the rows of a list: a heading for each client and direction, below it what waits there. */

import type { Delivery, Session, Side } from '../src/shared/model';

/** The heading of one client and direction. */
export interface FlightGroup {
  readonly kind: 'group';
  readonly key: number;
  readonly client: string;
  /** The broker's name as the trace has it. */
  readonly broker: string;
  /** The receiver: "client" for what comes from the broker. */
  readonly to: Side;
  /** The session, where it is known. */
  readonly session: Session | null;
  /** Open deliveries of this client and direction: the session's own count, else the listed ones. */
  readonly count: number;
  /** Start of the oldest, in milliseconds since the trace began. */
  readonly oldest: number;
}

/** One delivery that is in flight. */
export interface FlightItem {
  readonly kind: 'item';
  readonly key: number;
  readonly delivery: Delivery;
  /** It has ended and stands here only until nobody works with the list. */
  readonly ended: boolean;
}

/** A row of the list. */
export type FlightRow = FlightGroup | FlightItem;

/** Rows for open deliveries, in the order of their groups' oldest. */
export function flightRows(deliveries: readonly Delivery[], sessions: readonly Session[]): readonly FlightRow[] {
  const bySession = new Map(sessions.map((session) => [session.n, session]));
  const groups = new Map<number, Delivery[]>();
  for (const delivery of deliveries) {
    const key = groupKey(delivery);
    groups.set(key, [...(groups.get(key) ?? []), delivery]);
  }
  return [...groups].flatMap(([key, own]) => {
    const session = bySession.get(own[0]?.session ?? 0) ?? null;
    return [...groupOf(key, own, session), ...own.map(itemOf)];
  });
}

/** What stands in the place of a row that is no longer there while someone works with the list. */
export function endedRow(row: FlightRow): FlightRow {
  return row.kind === 'item' ? { ...row, ended: true } : row;
}

/** Groups count below zero, so that their keys and the deliveries' never meet. */
function groupKey(delivery: Delivery): number {
  return -(2 * delivery.session + (delivery.to === 'client' ? 1 : 2));
}

function groupOf(key: number, own: readonly Delivery[], session: Session | null): FlightGroup[] {
  const first = own[0];
  if (first === undefined) return [];
  const known = session === null ? 0 : first.to === 'client' ? session.inFlightToClient : session.inFlightToBroker;
  return [
    {
      kind: 'group',
      key,
      client: first.client,
      broker: first.broker,
      to: first.to,
      session,
      count: Math.max(known, own.length),
      oldest: Math.min(...own.map((delivery) => delivery.start)),
    },
  ];
}

function itemOf(delivery: Delivery): FlightItem {
  return { kind: 'item', key: delivery.n, delivery, ended: false };
}
