/** The block structured capture file, pcapng (draft-ietf-opsawg-pcapng). Blocks without frames are passed over. */

import { QoScopeError } from '../../../shared/sentences';
import type { ByteQueue } from './byteQueue';
import type { CaptureFormat } from './captureFormat';
import { CaptureTime, type TimeCounter } from './captureTime';
import { MAXIMUM_FRAME, newFrame, type FrameListener } from './frame';
import { readComment, readInterfaceTime } from './pcapngOptions';
import { view } from './view';

/** The types of the blocks that are read. */
export const BLOCK = {
  section: 0x0a0d0d0a,
  interface: 1,
  oldPacket: 2,
  simplePacket: 3,
  enhancedPacket: 6,
  decryptionSecrets: 10,
} as const;

/** Tells the byte order of a section. */
export const BYTE_ORDER_MARK = 0x1a2b3c4d;

/** Longest block that is looked into: a frame and its options. */
const MAXIMUM_BLOCK = MAXIMUM_FRAME + 65_536;

/** Longest block of keys that is looked into: a longer one is passed over. */
const MAXIMUM_SECRETS = 16 * 1024 * 1024;

/** The type of secrets that are a TLS key log (4.7): "TLSK". */
const TLS_KEY_LOG = 0x544c534b;

/** Type, length and length again. */
const SHORTEST_BLOCK = 12;

/** More interfaces than any machine has. */
const MAXIMUM_INTERFACES = 65_536;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly counter: TimeCounter;
}

/** Reads the blocks of a pcapng file. */
export class PcapngReader implements CaptureFormat {
  private readonly time = new CaptureTime();
  private readonly frame = newFrame();
  private interfaces: Interface[] = [];
  private littleEndian = false;

  constructor(private readonly listener: FrameListener) {}

  get startedAt(): number {
    return this.time.startedAt;
  }

  read(queue: ByteQueue): void {
    while (this.readBlock(queue));
  }

  private readBlock(queue: ByteQueue): boolean {
    if (queue.isSkipping || queue.length < SHORTEST_BLOCK) return false;
    const type = queue.uint32(0, this.littleEndian);
    // Its number is the same in both byte orders.
    if (type === BLOCK.section) this.beginSection(queue);
    const length = queue.uint32(4, this.littleEndian);
    if (length < SHORTEST_BLOCK || (length & 3) !== 0) throw badLength(queue, length);
    // Nearly every block is such a packet.
    if (type === BLOCK.enhancedPacket) return this.readEnhancedPacket(queue, length);
    if (isPassedOver(type, length)) {
      queue.skip(length);
      return true;
    }
    if (!this.isWhole(queue, length, type === BLOCK.decryptionSecrets ? Infinity : MAXIMUM_BLOCK)) return false;
    this.readBody(queue, type, length);
    queue.skip(length);
    return true;
  }

  private readEnhancedPacket(queue: ByteQueue, length: number): boolean {
    if (!this.isWhole(queue, length, MAXIMUM_BLOCK)) return false;
    this.readPacket(queue, true, length, queue.uint32(8, this.littleEndian));
    queue.skip(length);
    return true;
  }

  /** Whether all of the block has come, which ends with its length. */
  private isWhole(queue: ByteQueue, length: number, maximum: number): boolean {
    if (length > maximum) throw badLength(queue, length);
    if (queue.length < length) return false;
    if (queue.uint32(length - 4, this.littleEndian) !== length) throw badLength(queue, length);
    return true;
  }

  /** A section has its own byte order and its own interfaces. */
  private beginSection(queue: ByteQueue): void {
    this.littleEndian = queue.uint32(8, true) === BYTE_ORDER_MARK;
    if (!this.littleEndian && queue.uint32(8, false) !== BYTE_ORDER_MARK) {
      throw new QoScopeError('capture.badByteOrder', { offset: queue.offset });
    }
    this.interfaces = [];
  }

  private readBody(queue: ByteQueue, type: number, length: number): void {
    if (type === BLOCK.oldPacket) this.readPacket(queue, false, length, queue.uint16(8, this.littleEndian));
    else if (type === BLOCK.simplePacket) this.readSimplePacket(queue, length);
    else if (type === BLOCK.interface) this.addInterface(queue, length);
    else if (type === BLOCK.decryptionSecrets) this.readSecrets(queue, length);
  }

  private readSecrets(queue: ByteQueue, length: number): void {
    const block = length < 20 ? null : queue.peek(length);
    const count = block === null ? length : queue.uint32(12, this.littleEndian);
    if (block === null || count > length - 20) throw badLength(queue, count);
    if (queue.uint32(8, this.littleEndian) !== TLS_KEY_LOG) return;
    this.listener.tlsKeys(Buffer.from(block.subarray(16, 16 + count)).toString('latin1'));
  }

  private addInterface(queue: ByteQueue, length: number): void {
    const block = queue.peek(length);
    if (block === null || length < 20 || this.interfaces.length >= MAXIMUM_INTERFACES) throw badLength(queue, length);
    const { unitsPerSecond, offsetSeconds } = readInterfaceTime(view(block), this.littleEndian);
    this.interfaces.push({
      linkType: queue.uint16(8, this.littleEndian),
      snapLength: queue.uint32(12, this.littleEndian),
      counter: this.time.counter(unitsPerSecond, offsetSeconds),
    });
  }

  private readPacket(queue: ByteQueue, mayHaveOptions: boolean, length: number, number: number): void {
    const captured = length < 32 ? length : queue.uint32(20, this.littleEndian);
    const origin = this.interfaces[number];
    if (origin === undefined) throw badInterface(queue, number);
    if (captured > length - 32) throw badLength(queue, captured);
    const high = queue.uint32(12, this.littleEndian);
    this.frame.time = origin.counter.milliseconds(high, queue.uint32(16, this.littleEndian));
    const options = 28 + captured + (-captured & 3);
    const hasOptions = mayHaveOptions && options + 8 < length;
    this.frame.comment = hasOptions ? readComment(queue.peek(length), options, this.littleEndian) : '';
    this.give(origin, queue, 28, captured);
  }

  /** It has no time of its own: it keeps that of the frame before it. */
  private readSimplePacket(queue: ByteQueue, length: number): void {
    const origin = this.interfaces[0];
    if (origin === undefined) throw badInterface(queue, 0);
    if (length < 16) throw badLength(queue, length);
    const original = queue.uint32(8, this.littleEndian);
    this.frame.comment = '';
    const limit = origin.snapLength === 0 ? original : Math.min(original, origin.snapLength);
    this.give(origin, queue, 12, Math.min(limit, length - 16));
  }

  private give(origin: Interface, queue: ByteQueue, offset: number, length: number): void {
    const { frame } = this;
    frame.linkType = origin.linkType;
    // Writing a reference costs far more than to compare it, and many frames stand in the same bytes.
    if (frame.bytes !== queue.bytes) frame.bytes = queue.bytes;
    frame.start = queue.start + offset;
    frame.end = frame.start + length;
    this.listener.frame(frame);
  }
}

const KNOWN = new Set<number>(Object.values(BLOCK));

function isPassedOver(type: number, length: number): boolean {
  return !KNOWN.has(type) || (type === BLOCK.decryptionSecrets && length > MAXIMUM_SECRETS);
}

function badLength(queue: ByteQueue, length: number): QoScopeError {
  return new QoScopeError('capture.badLength', { offset: queue.offset, length });
}

function badInterface(queue: ByteQueue, number: number): QoScopeError {
  return new QoScopeError('capture.badInterface', { offset: queue.offset, interface: number });
}
