/** Keeps a trace within its bytes: the oldest rows leave in whole chunks, and with them what only they needed. */

import { ENTRY_BYTES } from './sessionState';
import type { TraceParts } from './traceParts';
import { WIRE_BYTES } from './wireState';

/** After so many changes the bound is looked at, however little came. */
const LOOK_EVERY = 32;

/**
 * After so many changes the sessions and wires are measured again, and where they are very many after a share of their
 * number: each takes several packets to come, and is looked at in turn.
 */
const MEASURE_EVERY = 1024;
const MEASURE_SHARE = 0.25;

/** The bound of one trace. */
export class Bound {
  private measured = 0;
  private changes = 0;
  private measuredNext = 0;

  constructor(
    private readonly maximumBytes: number,
    private readonly parts: TraceParts,
  ) {}

  /** What the trace holds, in bytes, about. */
  bytes(): number {
    const { log, store, texts, journeys, findings, inference } = this.parts;
    const tables = texts.bytes + journeys.bytes + findings.bytes + inference.bytes;
    return log.bytes + store.bytes + tables + this.measured;
  }

  /** Lets rows go until the bound is kept, or only the newest chunks are left. */
  keep(): void {
    // Adding up is dearer than recording a packet, and most packets go where there is room already.
    if (this.changes++ % LOOK_EVERY === 0 || this.parts.growth.isNew) this.look();
  }

  private look(): void {
    const { growth } = this.parts;
    growth.seen = growth.count;
    if (this.changes >= this.measuredNext) this.measure();
    while (this.bytes() > this.maximumBytes && this.dropOldest()) this.sweep();
  }

  /** Forgets topics, sessions, wires and journeys of which no row tells any more. */
  sweep(): void {
    const { log, store, texts, journeys, sessions, wires } = this.parts;
    for (const wire of wires.values()) if (wire.closed && wire.lastPacket < log.firstNumber) wires.delete(wire.n);
    sessions.sweep(store.firstNumber);
    // Numbers of texts may be given out again.
    for (const session of sessions.all()) session.matchingGrants.clear();
    journeys.sweep(store.firstNumber);
    texts.sweep(log.firstNumber, store.firstNumber, this.textsInUse());
    this.measure();
  }

  /** Measures again what is measured only now and then. */
  measure(): void {
    this.measured = this.parts.sessions.bytes + this.parts.wires.size * WIRE_BYTES;
    for (const wire of this.parts.wires.values()) this.measured += wire.aliasCount * ENTRY_BYTES;
    const many = this.parts.wires.size + this.parts.sessions.count;
    this.measuredNext = this.changes + Math.max(MEASURE_EVERY, many * MEASURE_SHARE);
  }

  private dropOldest(): boolean {
    const { log, store } = this.parts;
    const packets = log.oldestChunkTime;
    const deliveries = store.oldestChunkTime;
    if (packets === null && deliveries === null) return false;
    if (deliveries === null || (packets !== null && packets <= deliveries)) log.dropOldest();
    else store.dropOldest();
    return true;
  }

  /** Those of live deliveries without a row, and those that an alias stands for. */
  private textsInUse(): Set<number> {
    const { store, wires, inference } = this.parts;
    const inUse = new Set<number>(inference.topicsOfWills());
    for (const delivery of store.asideNumbers()) {
      if (!store.find(delivery)) continue;
      inUse.add(store.columns.topic[store.row] ?? 0);
      inUse.add(store.columns.filter[store.row] ?? 0);
    }
    for (const wire of wires.values()) {
      if (wire.aliasCount === 0) continue; // most have none, and are many
      for (const topic of wire.aliasedTopics()) inUse.add(topic);
    }
    return inUse;
  }
}
