/** One wire of a trace as a TCP connection: every packet in frames of its own, between a handshake and an end. */

import type { Side } from '../../../shared/model';
import { TCP } from '../network/segment';
import { frameBlock } from './pcapngBlocks';
import { LARGEST_PAYLOAD, tcpFrame, type FrameEnd } from './tcpFrame';

/** PSH, which marks the end of what was written at once. */
const PUSH = 8;

const NO_BYTES = new Uint8Array();

/** Both ends of a connection in the file. */
export type WireEnds = Readonly<Record<Side, FrameEnd>>;

/** Makes the blocks of one wire. Times are nanoseconds since 1970. */
export class WireFrames {
  private readonly sequence: Record<Side, number>;

  /** `number` is the wire's: it makes connections between the same ends differ. */
  constructor(
    private readonly ends: WireEnds,
    number: number,
  ) {
    this.sequence = { client: Math.imul(number, 1_000_003), broker: Math.imul(number, 2_000_003) };
  }

  /** SYN, SYN and ACK, ACK. */
  open(time: bigint): Uint8Array[] {
    const first = this.block('client', TCP.syn, NO_BYTES, 0, time, '', false);
    this.sequence.client++;
    const second = this.block('broker', TCP.syn | TCP.ack, NO_BYTES, 0, time);
    this.sequence.broker++;
    return [first, second, this.block('client', TCP.ack, NO_BYTES, 0, time)];
  }

  /** A packet of `length` bytes, of which `bytes` are there; the first frame gets the comment. */
  packet(from: Side, bytes: Uint8Array, length: number, time: bigint, comment = ''): Uint8Array[] {
    const blocks: Uint8Array[] = [];
    for (let offset = 0; offset < length; offset += LARGEST_PAYLOAD) {
      const size = Math.min(LARGEST_PAYLOAD, length - offset);
      const payload = bytes.subarray(offset, offset + size);
      blocks.push(this.block(from, TCP.ack | PUSH, payload, size, time, offset === 0 ? comment : ''));
      this.skip(from, size);
    }
    return blocks;
  }

  /** That many bytes of the stream are in no frame. */
  skip(from: Side, count: number): void {
    this.sequence[from] = (this.sequence[from] + count) | 0;
  }

  /** FIN of both ends. */
  close(time: bigint): Uint8Array[] {
    const blocks = (['client', 'broker'] as const).map((from) => {
      const block = this.block(from, TCP.fin | TCP.ack, NO_BYTES, 0, time);
      this.sequence[from]++;
      return block;
    });
    return [...blocks, this.block('client', TCP.ack, NO_BYTES, 0, time)];
  }

  private block(
    from: Side,
    flags: number,
    payload: Uint8Array,
    length: number,
    time: bigint,
    comment = '',
    acknowledges = true,
  ): Uint8Array {
    const to = from === 'client' ? 'broker' : 'client';
    const acknowledgement = acknowledges ? this.sequence[to] : 0;
    const segment = { sequence: this.sequence[from], acknowledgement, flags, payload, length };
    const frame = tcpFrame(this.ends[from], this.ends[to], segment);
    return frameBlock(time, frame, frame.length + length - payload.length, comment);
  }
}
