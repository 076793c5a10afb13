/** A connection of a capture that carries MQTT: a wire of the trace. */

import type { Side } from '../../../shared/model';
import type { Sentence } from '../../../shared/sentences';
import type { WireOpening, WireRecorder } from '../../trace/recorder';
import type { Carrier, End } from '../tcp/conversation';
import type { MemoryBudget } from '../tcp/memoryBudget';
import { MqttStream, type PacketListener } from './mqttStream';

/** Opens a wire of the trace. */
export type OpenWire = (opening: WireOpening) => WireRecorder;

/** Records one connection. Its wire opens with its first packet. */
export class MqttCarrier implements Carrier, PacketListener {
  readonly isDone = false;
  private recorder: WireRecorder | null = null;
  /** By the end that sends. */
  private readonly streams: readonly [MqttStream, MqttStream];

  constructor(
    private readonly opening: WireOpening,
    /** Which end is the client's. */
    client: End,
    private readonly openWire: OpenWire,
    budget: MemoryBudget,
  ) {
    const isUnderway = opening.underway === true;
    const stream = (side: Side): MqttStream => new MqttStream(side, this, isUnderway, budget);
    this.streams = client === 0 ? [stream('client'), stream('broker')] : [stream('broker'), stream('client')];
  }

  data(from: End, bytes: Uint8Array, start: number, end: number, time: number): void {
    this.streams[from].data(bytes, start, end, time);
  }

  gap(from: End, count: number, time: number): void {
    this.streams[from].gap(count, time);
  }

  closed(time: number): void {
    for (const stream of this.streams) stream.end(time, 'packet.incomplete');
    this.recorder?.close(time);
  }

  cut(time: number): void {
    for (const stream of this.streams) stream.end(time, 'capture.endsInPacket');
  }

  packetIn(from: Side, bytes: Uint8Array, start: number, end: number, time: number): void {
    this.wire().packetIn(from, bytes, start, end, time);
  }

  unreadable(from: Side, bytes: Uint8Array, time: number, error: Sentence): void {
    this.wire().unreadable(from, bytes, time, error);
  }

  private wire(): WireRecorder {
    this.recorder ??= this.openWire(this.opening);
    return this.recorder;
  }
}
