/** How many handshakes were in flight, and how long they took, in steps. */

import type { Latency } from '../../../shared/traceApi';
import type { DeliveryColumns } from '../deliveryColumns';
import { newPacketRow } from '../packetChunk';
import type { TraceParts } from '../traceParts';
import { percentiles } from './percentiles';
import type { Steps } from './steps';

const FRACTIONS = [0.5, 0.95, 0.99];

/** What this is computed from. */
export type HandshakeParts = Pick<TraceParts, 'log' | 'store' | 'sessions'>;

/** The handshakes of QoS 1 and 2 of the deliveries that have a row, and of those that are live without one. */
export class HandshakeTimes {
  /** What was added to and taken from the number in flight, by step. */
  private readonly changes: Float64Array;
  private readonly ended: Readonly<Record<1 | 2, EndedHandshakes>>;
  private readonly row = newPacketRow();

  constructor(
    private readonly parts: HandshakeParts,
    private readonly steps: Steps,
  ) {
    this.changes = new Float64Array(steps.count);
    this.ended = { 1: new EndedHandshakes(steps.count), 2: new EndedHandshakes(steps.count) };
    parts.store.each((columns, row) => this.add(columns, row));
  }

  /** QoS 1 and 2 deliveries in flight at the end of each step. */
  inFlight(): number[] {
    let inFlight = 0;
    return Array.from(this.changes, (change) => (inFlight += change));
  }

  /** Of the handshakes of that QoS that ended in each step, in milliseconds. */
  latency(qos: 1 | 2): Latency {
    return this.ended[qos].latency();
  }

  private add(columns: DeliveryColumns, row: number): void {
    const qos = columns.qos(row);
    if (qos === 0 || columns.sends(row) === 0) return;
    const start = columns.start[row] ?? 0;
    if (start > this.steps.to) return;
    const duration = columns.duration[row] ?? NaN;
    const end = Number.isNaN(duration) ? this.end(columns, row) : start + duration;
    this.change(start, 1);
    this.change(end, -1);
    const step = this.steps.at(end);
    if (!Number.isNaN(duration) && step >= 0 && step < this.steps.count) this.ended[qos].add(step, duration);
  }

  private change(time: number, by: number): void {
    const step = Math.max(0, this.steps.at(time));
    if (step < this.steps.count) this.changes[step] = (this.changes[step] ?? 0) + by;
  }

  /** When a delivery without a finished handshake was in flight no more. */
  private end(columns: DeliveryColumns, row: number): number {
    if (columns.isLive(row)) return Infinity;
    const session = this.parts.sessions.get(columns.session[row] ?? 0);
    if (session?.ended === true) return session.endedAt;
    // Its identifier went to another message on a session that stands.
    return this.parts.log.read(columns.lastPacket[row] ?? 0, this.row) ? this.row.time : (columns.start[row] ?? 0);
  }
}

/** The durations of one QoS, with the steps in which they ended. */
class EndedHandshakes {
  private durations = new Float32Array(1024);
  private places = new Uint16Array(1024);
  private count = 0;

  constructor(private readonly steps: number) {}

  add(step: number, duration: number): void {
    if (this.count === this.durations.length) this.grow();
    this.durations[this.count] = duration;
    this.places[this.count++] = step;
  }

  latency(): Latency {
    const { values, starts } = this.byStep();
    const found = Array.from({ length: this.steps }, (_, step) =>
      percentiles(values, starts[step] ?? 0, starts[step + 1] ?? 0, FRACTIONS).map(toMicrosecond),
    );
    const column = (i: number): (number | null)[] => found.map((step) => step[i] ?? null);
    return { p50: column(0), p95: column(1), p99: column(2) };
  }

  /** The durations with those of each step together, from `starts[step]` to `starts[step + 1]`. */
  private byStep(): { readonly values: Float32Array; readonly starts: Uint32Array } {
    const starts = new Uint32Array(this.steps + 1);
    for (let i = 0; i < this.count; i++) {
      const behind = (this.places[i] ?? 0) + 1;
      starts[behind] = (starts[behind] ?? 0) + 1;
    }
    for (let step = 1; step <= this.steps; step++) starts[step] = (starts[step] ?? 0) + (starts[step - 1] ?? 0);
    const next = starts.slice();
    const values = new Float32Array(this.count);
    for (let i = 0; i < this.count; i++) {
      const step = this.places[i] ?? 0;
      const place = next[step] ?? 0;
      values[place] = this.durations[i] ?? 0;
      next[step] = place + 1;
    }
    return { values, starts };
  }

  private grow(): void {
    const durations = new Float32Array(this.durations.length * 2);
    const places = new Uint16Array(this.places.length * 2);
    durations.set(this.durations);
    places.set(this.places);
    this.durations = durations;
    this.places = places;
  }
}

function toMicrosecond(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds * 1000) / 1000;
}
