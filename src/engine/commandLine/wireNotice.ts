/** Tells of each wire once its client is known, which the trace itself has no notice for. */

import type { ProtocolVersion, Side } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import type { Fate } from '../../shared/model';
import type { Queued, Routing, TraceRecorder, WireOpening, WireRecorder } from '../trace/recorder';
import { readConnack, readConnect } from '../wire/connectFields';
import type { WireRecord } from './records';

const CONNECT = 1;
const CONNACK = 2;

/** Stands between a broker and its trace; passes all on. */
export class WireNotice implements TraceRecorder {
  constructor(
    private readonly trace: TraceRecorder,
    private readonly onWire: (wire: WireRecord) => void,
  ) {}

  openWire(opening: WireOpening, time: number): WireRecorder {
    return new NoticedWire(this.trace.openWire(opening, time), opening.broker, this.onWire);
  }

  beginJourney(): number {
    return this.trace.beginJourney();
  }

  queued(message: Queued, time: number): void {
    this.trace.queued(message, time);
  }

  unqueued(client: string, broker: string, journey: number, state: 'expired' | 'lost', time: number): void {
    this.trace.unqueued(client, broker, journey, state, time);
  }

  sessionEnded(client: string, broker: string, time: number): void {
    this.trace.sessionEnded(client, broker, time);
  }
}

class NoticedWire implements WireRecorder {
  private connect: { readonly client: string; readonly version: ProtocolVersion } | null = null;
  private told = false;

  constructor(
    private readonly recorder: WireRecorder,
    private readonly broker: string,
    private readonly onWire: (wire: WireRecord) => void,
  ) {}

  get wire(): number {
    return this.recorder.wire;
  }

  packet(from: Side, bytes: Uint8Array, time: number, routing?: Routing, fate?: Fate): number {
    if (!this.told) this.look(bytes);
    return this.recorder.packet(from, bytes, time, routing, fate);
  }

  unreadable(from: Side, bytes: Uint8Array, time: number, error: Sentence): number {
    return this.recorder.unreadable(from, bytes, time, error);
  }

  lastJourney(): number {
    return this.recorder.lastJourney();
  }

  lastDelivery(from: Side): number {
    return this.recorder.lastDelivery(from);
  }

  close(time: number): void {
    this.recorder.close(time);
  }

  /** A client without a name is known only by the CONNACK that gives it one (3.2.2.3.7). */
  private look(bytes: Uint8Array): void {
    const type = (bytes[0] ?? 0) >> 4;
    if (type === CONNECT) {
      const { fields } = readConnect(bytes);
      if (fields !== null) this.connect = { client: fields.clientId, version: fields.version };
    }
    if (this.connect === null || (this.connect.client === '' && type !== CONNACK)) return;
    const { client, version } = this.connect;
    const assigned = type === CONNACK ? readConnack(bytes, version).fields?.assignedClientId : null;
    this.told = true;
    this.onWire({ kind: 'wire', n: this.wire, client: assigned ?? client, broker: this.broker, version });
  }
}
