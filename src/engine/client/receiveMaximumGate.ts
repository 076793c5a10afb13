/**
 * Holds messages back while the broker has as many unacknowledged ones as it takes, and keeps their order. mqtt.js
 * ignores the broker's Receive Maximum, so nothing reaches it but through here.
 */

import type { Qos } from '../../shared/model';

/** What may be in flight at once where the broker names no limit (3.2.2.3.3). */
export const NO_RECEIVE_MAXIMUM = 65_535;

/**
 * Most messages in flight whatever the broker takes: packet identifiers are shared with SUBSCRIBE and UNSUBSCRIBE
 * (2.2.1-3; 3.1.1: 2.3.1-2), and some must be left for them.
 */
const LARGEST_WINDOW = 65_000;

/** A first-in, first-out gate; shut until a connection stands. */
export class ReceiveMaximumGate<Message extends { readonly qos: Qos }> {
  private waiting: Message[] = [];
  private free = 0;
  private isOpen = false;

  constructor(private readonly send: (message: Message) => void) {}

  /** How many messages wait. */
  get held(): number {
    return this.waiting.length;
  }

  /** A connection stands: its window is counted anew (3.3.4-9), and what waited goes out in its order. */
  open(receiveMaximum: number): void {
    this.free = Math.min(receiveMaximum, LARGEST_WINDOW);
    this.isOpen = true;
    this.pump();
  }

  /** The connection has gone; what waits stays. */
  shut(): void {
    this.isOpen = false;
  }

  /** Sends the message now or when its turn comes. QoS 0 takes no place in the window, yet keeps its place in the order. */
  offer(message: Message): void {
    this.waiting.push(message);
    this.pump();
  }

  /** PUBACK, PUBCOMP, or PUBREC of 0x80 or above has come: its place is free again (4.9.0-2). */
  giveBack(): void {
    this.free++;
    this.pump();
  }

  /** Takes all that waits out of the gate. */
  takeAll(): Message[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }

  private pump(): void {
    while (this.isOpen) {
      const next = this.waiting[0];
      if (next === undefined || (next.qos > 0 && this.free <= 0)) return;
      this.waiting.shift();
      if (next.qos > 0) this.free--;
      this.send(next);
    }
  }
}
