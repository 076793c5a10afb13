import assert from 'node:assert/strict';
import fc from 'fast-check';

import { newSegment } from '../../../src/engine/capture/network/segment';
import { MemoryBudget } from '../../../src/engine/capture/tcp/memoryBudget';
import { TcpStream } from '../../../src/engine/capture/tcp/tcpStream';
import { inFrame } from '../../support/captures';

/** A segment of a stream whose byte at place p is p: of `length` bytes from `at` on, the first `captured` are there. */
interface Piece {
  readonly at: number;
  readonly length: number;
  readonly captured: number;
  readonly fin: boolean;
}

/** What a stream says: a number for each byte, a text for all else. */
type Said = (number | string)[];

/** Follows the same rules one byte at a time, without a thought for speed. */
class SlowReader {
  readonly said: Said = [];
  private next = 0;
  private readonly waiting: Piece[] = [];
  private finish: number | null = null;

  take(piece: Piece): void {
    if (piece.at > this.next) this.waiting.push(piece);
    else this.give(piece);
    this.waiting.sort((a, b) => a.at - b.at);
    for (let first = this.waiting[0]; first !== undefined && first.at <= this.next; first = this.waiting[0]) {
      this.waiting.shift();
      this.give(first);
    }
    if (piece.fin) this.finish = piece.at + piece.length;
    if (this.finish !== null && this.next >= this.finish && !this.said.includes('end')) this.said.push('end');
  }

  private give({ at, length, captured }: Piece): void {
    for (; this.next < at + captured; this.next++) this.said.push(this.next & 255);
    const lacking = at + length - this.next;
    if (lacking > 0) this.said.push(`gap ${lacking}`);
    this.next = Math.max(this.next, at + length);
  }
}

/** What our stream says of the pieces, with the sequence number `start` for the first byte. */
function said(pieces: readonly Piece[], start: number): Said {
  const all: Said = [];
  const listener = {
    data: (bytes: Uint8Array, from: number, end: number) => all.push(...bytes.subarray(from, end)),
    gap: (count: number) => all.push(`gap ${count}`),
    finished: () => all.push('end'),
  };
  const stream = new TcpStream(listener, new MemoryBudget(1e6), () => true);
  stream.begin((start - 1) | 0);
  for (const { at, length, captured, fin } of pieces) {
    const [bytes, dataStart, dataEnd] = inFrame(Uint8Array.from({ length: captured }, (_, i) => at + i));
    const sequence = (start + at) | 0;
    const segment = { ...newSegment(), sequence, bytes, dataStart, dataEnd, dataLength: length };
    if (!stream.takeNext(segment)) stream.take(sequence, segment, null);
    if (fin) stream.fin((sequence + length) | 0, 0);
  }
  return all;
}

describe('One direction of a TCP connection', () => {
  const lengths = fc.nat(12).chain((length) => fc.record({ length: fc.constant(length), captured: fc.nat(length) }));
  const whole = fc.nat(12).map((length) => ({ length, captured: length }));
  const start = fc.constantFrom(0, 5, 0x7fff_ffff, -20);

  it('gives what a slow reader of the same segments gives, whatever is early, late, cut, sent again or not there', () => {
    const pieces = fc.array(fc.tuple(fc.nat(60), fc.oneof(whole, lengths)), { maxLength: 40 });
    fc.assert(
      fc.property(pieces, start, (places, first) => {
        const all = places.map(([at, size]) => ({ at, ...size, fin: false }));
        const slow = new SlowReader();
        for (const piece of all) slow.take(piece);
        assert.deepEqual(said(all, first), slow.said);
      }),
    );
  });

  it('gives it also where most segments follow each other and one of them is the last', () => {
    const piece = fc.record({ size: fc.oneof(whole, whole, lengths), jump: fc.constantFrom(0, 0, 0, 0, 3, -4) });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(30), start, (pieces, last, first) => {
        const slow = new SlowReader();
        let end = 0;
        const all = pieces.map(({ size, jump }, i) => {
          const at = Math.max(0, end + jump);
          end = at + size.length;
          return { at, ...size, fin: i === last };
        });
        for (const one of all) slow.take(one);
        assert.deepEqual(said(all, first), slow.said);
      }),
    );
  });
});
