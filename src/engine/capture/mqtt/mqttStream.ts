/**
 * One direction of a connection that carries MQTT, as it stands in a capture: whole packets where all bytes are there;
 * where bytes lack, what is cut is said and the next packet is found again.
 */

import type { Side } from '../../../shared/model';
import type { Sentence } from '../../../shared/sentences';
import { Framer } from '../../wire/framer';
import { LARGEST_PACKET } from '../../wire/variableByteInteger';
import type { MemoryBudget } from '../tcp/memoryBudget';
import { beginsWithPacket } from './packetStart';

/** Takes what a direction has, in order. */
export interface PacketListener {
  /** A packet from `start` to before `end` of bytes that hold until the call returns. */
  packetIn(from: Side, bytes: Uint8Array, start: number, end: number, time: number): void;
  /** Bytes that are no whole packet, with the reason. */
  unreadable(from: Side, bytes: Uint8Array, time: number, error: Sentence): void;
}

/** A packet that has begun may always hold so much, in bytes; more only within what all of them may. */
const ALWAYS_HELD = 64 * 1024;

const NO_BYTES = new Uint8Array();

/** One direction. */
export class MqttStream {
  private framer: Framer;
  private time = 0;
  /** Bytes of a cut packet that are still to come and of no use. */
  private passing = 0;
  /** Whether the beginning of a packet is looked for. */
  private seeking: boolean;
  private ended = false;
  /** Whether it was said that something lacks: all that is judged meanwhile must know. */
  private saidLack = false;
  /** Bytes that were left out since the last whole packet, and not said yet. */
  private leftOut = 0;
  /** What the budget has counted of the packet that has begun. */
  private counted = 0;

  constructor(
    private readonly from: Side,
    private readonly listener: PacketListener,
    /** Whether the stream begins somewhere, not at a packet's beginning. */
    isUnderway: boolean,
    /** For packets of all connections that have begun. */
    private readonly budget: MemoryBudget,
  ) {
    this.framer = this.newFramer();
    this.seeking = isUnderway;
  }

  /**
   * The next bytes, from `start` to before `end` of `bytes`, one segment's: a packet mostly begins where a segment does,
   * which helps to find one.
   */
  data(bytes: Uint8Array, start: number, end: number, time: number): void {
    this.time = time;
    const from = this.passing > 0 || this.seeking ? this.seek(bytes, start, end) : start;
    this.framer.pushPart(bytes, from, end);
    if (this.framer.held !== this.counted) this.count();
  }

  /** Where the first packet begins that can be read; `end` where none does. */
  private seek(bytes: Uint8Array, start: number, end: number): number {
    const passed = Math.min(this.passing, end - start);
    this.passing -= passed;
    return this.seeking && !this.find(bytes.subarray(start + passed, end)) ? end : start + passed;
  }

  /** That many bytes of the stream are not in the capture. */
  gap(count: number, time: number): void {
    this.time = time;
    if (this.ended) this.sayGap(NO_BYTES, count);
    else if (count <= this.passing) this.passing -= count;
    else if (this.seeking && this.saidLack) this.leftOut += count;
    else this.cut(count - this.passing);
  }

  /** The stream has ended, with the sentence for a packet that has begun and not ended. */
  end(time: number, reason: 'packet.incomplete' | 'capture.endsInPacket'): void {
    const cut = this.framer.end();
    if (cut !== null) this.listener.unreadable(this.from, cut.bytes, time, { code: reason, args: cut.fault.args });
    if (this.seeking) this.sayLeftOut(time);
    this.framer = this.newFramer();
    this.seeking = true;
    this.ended = true;
    this.count();
  }

  /** Bytes lack: within a packet of known length the next one's place is known, else it is to be found. */
  private cut(count: number): void {
    const cut = this.framer.end();
    this.framer = this.newFramer();
    this.passing = 0;
    const { received, length } = cut?.fault.args ?? {};
    const rest = typeof received === 'number' && typeof length === 'number' ? length - received : 0;
    if (rest >= count) this.passing = rest - count;
    else this.seeking = true;
    this.sayGap(cut?.bytes ?? NO_BYTES, count);
    this.count();
  }

  private sayGap(bytes: Uint8Array, count: number): void {
    this.saidLack = true;
    this.listener.unreadable(this.from, bytes, this.time, { code: 'capture.gap', args: { count } });
  }

  /** A file of a few bytes can unfold into packets that never end: beyond the budget their beginnings are all that is kept. */
  private count(): void {
    const { held } = this.framer;
    this.budget.change(held - this.counted);
    this.counted = held;
    if (held <= ALWAYS_HELD || !this.budget.isExceeded) return;
    const cut = this.framer.end();
    const { received, length } = cut?.fault.args ?? {};
    this.framer = this.newFramer();
    this.passing = typeof received === 'number' && typeof length === 'number' ? length - received : 0;
    if (cut !== null) {
      this.listener.unreadable(this.from, cut.bytes, this.time, { code: 'capture.partKept', args: cut.fault.args });
    }
    this.count();
  }

  private find(bytes: Uint8Array): boolean {
    if (bytes.length === 0) return false;
    if (!beginsWithPacket(bytes, this.from)) {
      this.leftOut += bytes.length;
      if (!this.saidLack) this.sayLeftOut(this.time);
      return false;
    }
    this.sayLeftOut(this.time);
    this.seeking = false;
    return true;
  }

  private sayLeftOut(time: number): void {
    const count = this.leftOut;
    this.leftOut = 0;
    this.saidLack ||= count > 0;
    if (count > 0) this.listener.unreadable(this.from, NO_BYTES, time, { code: 'capture.leftOut', args: { count } });
  }

  private newFramer(): Framer {
    return new Framer(
      {
        packetIn: (bytes, start, end) => {
          this.listener.packetIn(this.from, bytes, start, end, this.time);
          return true;
        },
        fault: (fault, bytes) => this.listener.unreadable(this.from, bytes, this.time, fault),
      },
      LARGEST_PACKET,
    );
  }
}
