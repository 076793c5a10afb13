import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RawBytes } from '../../../src/engine/trace/rawBytes';

describe('RawBytes', () => {
  it('holds each piece as it was, whatever its length and wherever it stood', () => {
    const lengths = fc.array(fc.oneof(fc.nat(20), fc.integer({ min: 120, max: 200 }), fc.nat(5000)), { maxLength: 30 });
    fc.assert(
      fc.property(lengths, fc.nat(9), (sizes, before) => {
        const raw = new RawBytes(4096, 16);
        const pool = Buffer.alloc(before + sizes.reduce((sum, size) => sum + size, 0) + 7).map(
          (_, i) => i * 7 + (i >> 8),
        );
        const chunk = pool.subarray(before);
        let place = 0;
        const pieces = sizes.map((size) => chunk.subarray(place, (place += size)));
        place = 0;
        for (const { length } of pieces) raw.append(chunk, place, (place += length));
        assert.equal(raw.filled, place);
        assert.deepEqual(Buffer.from(raw.view(0, place)), chunk.subarray(0, place));
        raw.seal();
        assert.equal(raw.room, place);
        assert.deepEqual(Buffer.from(raw.view(0, place)), chunk.subarray(0, place));
      }),
    );
  });

  it('holds pieces that wait for each other as they were, wherever they are copied', () => {
    const piece = fc.record({
      chunk: fc.nat(1),
      start: fc.nat(300),
      length: fc.oneof(fc.nat(20), fc.nat(300)),
      follows: fc.boolean(),
      settles: fc.boolean(),
      isRead: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const raw = new RawBytes(4096, 16);
        const chunks = [1, 2].map((seed) => Buffer.alloc(20_000).map((_, i) => i * seed + (i >> 8)));
        const ends = [0, 0];
        const expected: number[] = [];
        for (const { chunk, start, length, follows, settles, isRead } of pieces) {
          const bytes = chunks[chunk] ?? Buffer.alloc(0);
          const first = follows ? (ends[chunk] ?? 0) : start;
          ends[chunk] = first + length;
          raw.append(bytes, first, first + length);
          expected.push(...bytes.subarray(first, first + length));
          if (settles) raw.settle();
          if (settles) bytes.forEach((byte, i) => (bytes[i] = byte + 1)); // a pool's bytes are used again
          if (isRead) assert.deepEqual([...raw.view(0, raw.filled)], expected);
        }
        raw.seal();
        assert.deepEqual([...raw.view(0, raw.filled)], expected);
      }),
    );
  });

  it('takes pieces from several chunks in turns, also when their bytes were used again', () => {
    const raw = new RawBytes(4096, 4096);
    const chunks = [Buffer.alloc(100, 1), Buffer.alloc(100, 2)];
    for (const chunk of [...chunks, ...chunks]) {
      raw.append(chunk, 10, 40);
      raw.settle();
      chunk.fill(9);
    }
    const expected = [1, 2, 9, 9].flatMap((byte) => Array<number>(30).fill(byte));
    assert.deepEqual([...raw.view(0, raw.filled)], expected);
  });

  it('grows up to its limit and beyond it for a piece that needs more', () => {
    const raw = new RawBytes(64, 16);
    raw.append(Buffer.alloc(20), 0, 20);
    assert.equal(raw.room, 32);
    raw.append(Buffer.alloc(20), 0, 20);
    assert.equal(raw.room, 64);
    raw.append(Buffer.alloc(200), 0, 200);
    assert.equal(raw.room, 240);
  });
});
