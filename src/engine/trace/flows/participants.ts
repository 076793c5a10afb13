/** Clients at their brokers as numbers, so that a flow is found without making strings. */

import type { Sessions } from '../sessions';
import type { SessionState } from '../sessionState';

/** Clients by number, from 1; 0 stands for one that is not known. */
export class Participants {
  private readonly numbers = new Map<string, number>();
  private readonly clients: string[] = [''];
  /** By session. */
  private readonly bySession = new Map<number, number>();

  constructor(private readonly sessions: Sessions) {}

  /** The client of a session; 0 where that is not known any more. */
  ofSession(n: number): number {
    const known = this.bySession.get(n);
    if (known !== undefined) return known;
    const session = this.sessions.get(n);
    // A session that has not been accepted may yet get the id that its broker assigns.
    if (session?.established !== true) return session === undefined ? 0 : this.numberOf(session);
    const number = this.numberOf(session);
    this.bySession.set(n, number);
    return number;
  }

  /** The client id; null for 0. */
  client(participant: number): string | null {
    return participant === 0 ? null : (this.clients[participant] ?? null);
  }

  /** Begins again from nothing. */
  clear(): void {
    this.numbers.clear();
    this.bySession.clear();
    this.clients.length = 1;
  }

  private numberOf({ client, broker, n }: SessionState): number {
    // Clients without an id are each another one.
    const name = client === '' ? `\0${n}` : `${client}\0${broker}`;
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.clients.push(client) - 1;
      this.numbers.set(name, number);
    }
    return number;
  }
}
