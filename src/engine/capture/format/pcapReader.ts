/** The classic capture file, pcap (draft-ietf-opsawg-pcap). */

import { QoScopeError } from '../../../shared/sentences';
import type { ByteQueue } from './byteQueue';
import type { CaptureFormat } from './captureFormat';
import { CaptureTime } from './captureTime';
import { MAXIMUM_FRAME, newFrame, type FrameListener } from './frame';
import { view } from './view';

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
/** Alexey Kuznetsov's form, of which each record header has 8 bytes more. */
const MODIFIED = 0xa1b2cd34;

/** Bytes of the file's header. */
const FILE_HEADER = 24;

/** Reads the records of a pcap file. */
export class PcapReader implements CaptureFormat {
  private readonly time = new CaptureTime();
  private readonly frame = newFrame();
  private hasHeader = false;
  private startSeconds: number | null = null;
  private startFraction = 0;

  private constructor(
    private readonly littleEndian: boolean,
    /** Fractions of a second in a time stamp. */
    private readonly fractions: number,
    private readonly recordHeader: number,
    private readonly listener: FrameListener,
  ) {}

  /** A reader for a file that begins with these four bytes or more; null where it is no pcap file. */
  static forFile(start: Uint8Array, listener: FrameListener): PcapReader | null {
    for (const littleEndian of [false, true]) {
      const magic = view(start).getUint32(0, littleEndian);
      if (magic === MICROSECONDS) return new PcapReader(littleEndian, 1e6, 16, listener);
      if (magic === NANOSECONDS) return new PcapReader(littleEndian, 1e9, 16, listener);
      if (magic === MODIFIED) return new PcapReader(littleEndian, 1e6, 24, listener);
    }
    return null;
  }

  get startedAt(): number {
    return this.time.startedAt;
  }

  read(queue: ByteQueue): void {
    if (!this.hasHeader) this.readHeader(queue);
    while (this.hasHeader && this.readRecord(queue));
  }

  private readHeader(queue: ByteQueue): void {
    const header = queue.peek(FILE_HEADER);
    if (header === null) return;
    // The upper four bits tell of a frame check sequence behind each frame.
    this.frame.linkType = view(header).getUint32(20, this.littleEndian) & 0x0fffffff;
    this.hasHeader = true;
    queue.skip(FILE_HEADER);
  }

  private readRecord(queue: ByteQueue): boolean {
    const { frame, recordHeader, littleEndian } = this;
    if (queue.length < recordHeader) return false;
    const length = queue.uint32(8, littleEndian);
    if (length > MAXIMUM_FRAME) throw new QoScopeError('capture.badLength', { offset: queue.offset, length });
    if (queue.length < recordHeader + length) return false;
    frame.time = this.milliseconds(queue.uint32(0, littleEndian), queue.uint32(4, littleEndian));
    frame.bytes = queue.bytes;
    frame.start = queue.start + recordHeader;
    frame.end = frame.start + length;
    queue.skip(recordHeader + length);
    this.listener.frame(frame);
    return true;
  }

  private milliseconds(seconds: number, fraction: number): number {
    if (this.startSeconds === null) {
      this.startSeconds = seconds;
      this.startFraction = fraction;
      this.time.since(BigInt(seconds) * 1_000_000_000n + BigInt(fraction) * BigInt(1e9 / this.fractions));
    }
    return (seconds - this.startSeconds) * 1000 + (fraction - this.startFraction) / (this.fractions / 1000);
  }
}
