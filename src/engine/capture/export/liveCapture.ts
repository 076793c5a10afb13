/** Writes what a trace is told into a pcapng file as it comes, so that Wireshark can read along. */

import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { causeText } from '../../../shared/causeText';
import type { Fate, Side } from '../../../shared/model';
import { QoScopeError, type Sentence } from '../../../shared/sentences';
import type { Clock } from '../../clock';
import { ForwardingTrace, ForwardingWire } from '../../trace/forwardingRecorder';
import type { Routing, TraceRecorder, WireOpening, WireRecorder } from '../../trace/recorder';
import { PcapngExport } from './pcapngExport';

/** Bytes that may wait for the disk; what comes beyond is left out and counted, so that no broker waits for its file. */
const MAXIMUM_WAITING = 64 * 1024 * 1024;

/** Stands between a writer and its trace. */
export class LiveCapture extends ForwardingTrace {
  /** Packets that the disk was too slow for, or that came after a fault. */
  leftOut = 0;
  /** Why nothing more is written, or null. */
  problem: QoScopeError | null = null;
  private readonly capture: PcapngExport;
  /** Nanoseconds since 1970 at the clock's time 0. */
  private readonly zero: bigint;

  private constructor(
    trace: TraceRecorder,
    private readonly file: WriteStream,
    clock: Clock,
    application: string,
  ) {
    super(trace);
    this.capture = new PcapngExport(application);
    this.zero = nanoseconds(clock.wall() - clock.now());
    file.on('error', (cause) => (this.problem ??= cannotWrite(String(file.path), cause)));
    file.write(this.capture.start());
  }

  /** Begins the file, over one that is there. Rejects with capture.cannotWrite. */
  static async create(file: string, trace: TraceRecorder, clock: Clock, application: string): Promise<LiveCapture> {
    const stream = createWriteStream(file);
    try {
      await once(stream, 'open');
    } catch (cause) {
      throw cannotWrite(file, cause);
    }
    return new LiveCapture(trace, stream, clock, application);
  }

  override openWire(opening: WireOpening, time: number): WireRecorder {
    const recorder = super.openWire(opening, time);
    this.capture.open(recorder.wire, opening, opening.mayLack !== true);
    return new CapturedWire(recorder, this);
  }

  /** Writes a packet. */
  write(wire: number, from: Side, bytes: Uint8Array, time: number, error: Sentence | null): void {
    const packet = { from, bytes, length: bytes.length, time: this.moment(time), error };
    const blocks = this.capture.packet(wire, packet);
    const hasRoom = this.problem === null && this.file.writableLength <= MAXIMUM_WAITING;
    if (hasRoom) this.append(blocks);
    else this.leftOut++;
  }

  /** Writes the end of a wire. */
  writeEnd(wire: number, time: number): void {
    this.append(this.capture.close(wire, this.moment(time)));
  }

  /** Ends the file. Rejects with capture.cannotWrite where something could not be written. */
  async close(): Promise<void> {
    if (this.problem === null) {
      await new Promise<void>((resolve) => {
        this.file.once('error', () => resolve()); // kept in `problem`
        this.file.end(resolve);
      });
    }
    if (this.problem !== null) throw this.problem;
  }

  private append(blocks: readonly Uint8Array[]): void {
    if (this.problem === null && blocks.length > 0) this.file.write(Buffer.concat(blocks));
  }

  private moment(time: number): bigint {
    return this.zero + nanoseconds(time);
  }
}

class CapturedWire extends ForwardingWire {
  constructor(
    recorder: WireRecorder,
    private readonly file: LiveCapture,
  ) {
    super(recorder);
  }

  override packet(from: Side, bytes: Uint8Array, time: number, routing?: Routing, fate?: Fate): number {
    this.file.write(this.wire, from, bytes, time, null);
    return super.packet(from, bytes, time, routing, fate);
  }

  override unreadable(from: Side, bytes: Uint8Array, time: number, error: Sentence): number {
    this.file.write(this.wire, from, bytes, time, error);
    return super.unreadable(from, bytes, time, error);
  }

  override close(time: number): void {
    this.file.writeEnd(this.wire, time);
    super.close(time);
  }
}

/** In two parts: a double does not hold nanoseconds since 1970. */
function nanoseconds(milliseconds: number): bigint {
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6));
}

function cannotWrite(file: string, cause: unknown): QoScopeError {
  return new QoScopeError('capture.cannotWrite', { file, cause: causeText(cause) }, { cause });
}
