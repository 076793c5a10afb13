/** Reads a capture file of either kind, chunk by chunk. */

import { QoScopeError, type Sentence } from '../../../shared/sentences';
import { ByteQueue } from './byteQueue';
import type { CaptureFormat } from './captureFormat';
import type { FrameListener } from './frame';
import { PcapReader } from './pcapReader';
import { BLOCK, PcapngReader } from './pcapngReader';

/** Takes a file's bytes and gives its frames. Holds at most one block and one chunk. */
export class CaptureReader {
  private readonly queue = new ByteQueue();
  private format: CaptureFormat | null = null;

  constructor(private readonly listener: FrameListener) {}

  /** Wall clock of the first frame, in milliseconds since 1970; 0 before it came. */
  get startedAt(): number {
    return this.format?.startedAt ?? 0;
  }

  /** Takes the next bytes, before which `room` bytes of their memory are free. Throws a QoScopeError with the offset where the file cannot be read on. */
  push(chunk: Uint8Array, room: number): void {
    this.queue.push(chunk, room);
    this.format ??= this.recognise();
    this.format?.read(this.queue);
  }

  /** The file has ended: says where it ends too early, or null. Throws capture.notCapture where it never began. */
  end(): Sentence | null {
    if (this.format === null) throw new QoScopeError('capture.notCapture');
    const isWhole = this.queue.length === 0 && !this.queue.isSkipping;
    return isWhole ? null : { code: 'capture.truncated', args: { offset: this.queue.offset } };
  }

  private recognise(): CaptureFormat | null {
    const start = this.queue.peek(4);
    if (start === null) return null;
    const magic = ((start[0] ?? 0) << 24) | ((start[1] ?? 0) << 16) | ((start[2] ?? 0) << 8) | (start[3] ?? 0);
    if (magic === BLOCK.section) return new PcapngReader(this.listener);
    if (magic >>> 16 === GZIP) throw new QoScopeError('capture.compressed');
    const pcap = PcapReader.forFile(start, this.listener);
    if (pcap === null) throw new QoScopeError('capture.notCapture');
    return pcap;
  }
}

const GZIP = 0x1f8b;
