/** One direction of a WebSocket: takes its frames apart (RFC 6455, 5.2). */

import { view } from '../format/view';

/** Takes what data frames carry; MQTT packets need not begin and end with them (MQTT 5: 6.0.0-2). */
export interface FrameListener {
  /** Bytes of a data frame as they come, unmasked; `compressed` by permessage-deflate. */
  payload(bytes: Uint8Array, compressed: boolean, time: number): void;
  /** A message has ended. */
  messageEnd(compressed: boolean, time: number): void;
}

const FIN = 0x80;
/** Set on the first frame of a message that permessage-deflate has compressed (RFC 7692, 6). */
const COMPRESSED = 0x40;
const MASKED = 0x80;
/** Close, ping and pong: they may stand between the frames of a message. */
const FIRST_CONTROL = 8;
const CONTINUATION = 0;

const LONGEST_HEADER = 14;
const NO_MASK = new Uint8Array(4);

/** One direction. */
export class WebSocketFrames {
  private readonly header = new Uint8Array(LONGEST_HEADER);
  private headerLength = 0;
  /** Bytes of the frame's payload that are still to come. */
  private left = 0;
  private first = 0;
  private mask = NO_MASK;
  private position = 0;
  private compressed = false;
  private inFrame = false;
  private stopped = false;

  constructor(private readonly listener: FrameListener) {}

  /** Takes the next bytes of the stream. */
  push(bytes: Uint8Array, time: number): void {
    let offset = 0;
    while (offset < bytes.length && !this.stopped) {
      if (!this.inFrame) {
        this.header[this.headerLength++] = bytes[offset++] ?? 0;
        this.beginWhereWhole(time);
      } else {
        const end = Math.min(bytes.length, offset + this.left);
        this.give(bytes.subarray(offset, end), time);
        offset = end;
      }
    }
  }

  /** What follows is of no use, the rest of what was pushed neither. */
  stop(): void {
    this.stopped = true;
  }

  /** Bytes of the stream lack. True where they lie in a plain frame, so that what follows can be read. */
  skip(count: number): boolean {
    if (!this.inFrame || this.compressed || this.isControl || count >= this.left) return false;
    this.left -= count;
    this.position += count;
    return true;
  }

  private get isControl(): boolean {
    return (this.first & 15) >= FIRST_CONTROL;
  }

  private beginWhereWhole(time: number): void {
    const [first = 0, second = 0] = this.header;
    if (this.headerLength < 2) return;
    const size = second & 0x7f;
    const extended = size === 127 ? 8 : size === 126 ? 2 : 0;
    const masked = (second & MASKED) !== 0;
    if (this.headerLength < 2 + extended + (masked ? 4 : 0)) return;
    const fields = view(this.header);
    this.left = extended === 8 ? Number(fields.getBigUint64(2)) : extended === 2 ? fields.getUint16(2) : size;
    this.mask = masked ? this.header.slice(2 + extended, 6 + extended) : NO_MASK;
    this.first = first;
    this.headerLength = 0;
    this.position = 0;
    this.inFrame = true;
    if (!this.isControl && (first & 15) !== CONTINUATION) this.compressed = (first & COMPRESSED) !== 0;
    if (this.left === 0) this.end(time);
  }

  private give(bytes: Uint8Array, time: number): void {
    const plain = bytes.map((byte, i) => byte ^ (this.mask[(this.position + i) & 3] ?? 0));
    this.position += bytes.length;
    this.left -= bytes.length;
    if (!this.isControl) this.listener.payload(plain, this.compressed, time);
    if (this.left === 0) this.end(time);
  }

  private end(time: number): void {
    this.inFrame = false;
    if (!this.isControl && (this.first & FIN) !== 0) this.listener.messageEnd(this.compressed, time);
  }
}
