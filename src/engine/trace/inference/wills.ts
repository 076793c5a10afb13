/** The wills of connected and departed clients (3.1.2.5), by their content: a message without a publisher may be one. */

import type { Qos } from '../../../shared/model';

/** Of so many wills it is known; the oldest are forgotten first. */
const WILLS_LIMIT = 10_000;

/** A will that its broker may publish. */
export interface Will {
  /** Content number of its topic and payload. */
  readonly content: number;
  readonly topic: number;
  readonly payloadLength: number;
  readonly qos: Qos;
  readonly broker: string;
  /** 0 until it was seen on its way to a subscriber. */
  journey: number;
}

/** Wills by their connection, newest last. */
export class Wills {
  private readonly byWire = new Map<number, Will>();

  /** The client of a wire has a will. */
  add(wire: number, will: Will): void {
    const [oldest] = this.byWire.keys();
    if (this.byWire.size >= WILLS_LIMIT && oldest !== undefined) this.byWire.delete(oldest);
    this.byWire.set(wire, will);
  }

  /** The client has said DISCONNECT: its will is deleted (3.14.4-3; 3.1.1: 3.14.4-3). */
  drop(wire: number): void {
    if (this.byWire.get(wire)?.journey === 0) this.byWire.delete(wire);
  }

  /** The topics of all of them. */
  *topics(): Generator<number> {
    for (const { topic } of this.byWire.values()) yield topic;
  }

  /** Whether there is a will with that topic at the broker, published or not. */
  hasTopic(topic: number, broker: string): boolean {
    for (const will of this.byWire.values()) if (will.topic === topic && will.broker === broker) return true;
    return false;
  }

  /** The newest will of that content at the broker, of another connection than `wire`; null for none. */
  find(content: number, broker: string, wire: number): Will | null {
    let found: Will | null = null;
    if (this.byWire.size === 0) return null;
    for (const [of, will] of this.byWire)
      if (will.content === content && will.broker === broker && of !== wire) found = will;
    return found;
  }
}
