/** The members of one shared subscription: each message goes to one of them (4.8.2). */

import type { Session } from './session';
import type { Subscription } from './subscription';

/** A group of sessions that share the messages of a filter, in turn. */
export class SharedGroup {
  private readonly members = new Map<Session, Subscription>();
  /** A copy of the members to go round in; null after they changed. */
  private round: readonly Subscription[] | null = null;
  private turn = 0;

  get size(): number {
    return this.members.size;
  }

  /** Whether a member is connected. */
  hasConnected(): boolean {
    for (const session of this.members.keys()) if (session.connection !== null) return true;
    return false;
  }

  set(session: Session, subscription: Subscription): void {
    this.members.set(session, subscription);
    this.round = null;
  }

  delete(session: Session): void {
    this.members.delete(session);
    this.round = null;
  }

  /**
   * The member whose turn it is: one that can be sent to at once, else one that is connected, else one whose session
   * waits for its client; undefined where nobody is there for whom `allowed` holds.
   */
  next(allowed: (subscription: Subscription) => boolean = () => true): Subscription | undefined {
    this.round ??= [...this.members.values()];
    return (
      this.find((member) => isReady(member) && allowed(member)) ??
      this.find((member) => isConnected(member) && allowed(member)) ??
      this.find(allowed)
    );
  }

  private find(wanted: (subscription: Subscription) => boolean): Subscription | undefined {
    const round = this.round ?? [];
    for (let i = 0; i < round.length; i++) {
      const at = (this.turn + i) % round.length;
      const candidate = round[at];
      if (candidate === undefined || !wanted(candidate)) continue;
      this.turn = at + 1;
      return candidate;
    }
    return undefined;
  }
}

function isReady({ session }: Subscription): boolean {
  const { connection } = session;
  return connection !== null && !connection.paused && connection.slots > 0 && session.waiting.isEmpty;
}

function isConnected({ session }: Subscription): boolean {
  return session.connection !== null;
}
