/**
 * What was sent and is not yet acknowledged to its end, in the order of its first sending (4.6.0-6). In place of a Map:
 * that makes itself anew again and again where entries come and go, and each one that was left behind keeps the next, and
 * so all that went through them, from being collected until a large garbage collection.
 */

import { IdTable } from '../idTable';
import type { Outgoing } from './outgoing';

/** So many places may be empty, beside as many as are taken, before they are closed up. */
const SPARE = 64;

/** Deliveries by packet identifier, each of which is used once. */
export class InFlight {
  /** By identifier: the place among `entries`, counted from 1. */
  private readonly places = new IdTable();
  /** In their order; a place is empty once its delivery has ended. */
  private readonly entries: (Outgoing | undefined)[] = [];

  get size(): number {
    return this.places.size;
  }

  has(packetId: number): boolean {
    return this.places.get(packetId) !== 0;
  }

  get(packetId: number): Outgoing | undefined {
    const place = this.places.get(packetId);
    return place === 0 ? undefined : this.entries[place - 1];
  }

  /** Adds a delivery behind the others; its identifier must be unused. */
  add(outgoing: Outgoing): void {
    if (this.entries.length >= 2 * this.size + SPARE) this.closeUp();
    this.entries.push(outgoing);
    this.places.add(outgoing.packetId, this.entries.length);
  }

  /** Without effect where nothing has the identifier. */
  delete(packetId: number): void {
    const place = this.places.get(packetId);
    if (place === 0) return;
    this.places.delete(packetId);
    this.entries[place - 1] = undefined;
  }

  /** All of them, in their order. None may be added meanwhile. */
  *values(): Generator<Outgoing> {
    for (const outgoing of this.entries) if (outgoing !== undefined) yield outgoing;
  }

  private closeUp(): void {
    let place = 0;
    for (const outgoing of this.entries) {
      if (outgoing === undefined) continue;
      this.entries[place++] = outgoing;
      this.places.set(outgoing.packetId, place);
    }
    this.entries.length = place;
  }
}
