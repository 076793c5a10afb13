import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NO_TEXT, TextTable } from '../../../src/engine/trace/textTable';
import { Growth } from '../../../src/engine/trace/growth';

const bytesOf = (text: string): Uint8Array => Buffer.from(text);

function numberOf(table: TextTable, text: string): number {
  const bytes = bytesOf(text);
  return table.number(bytes, 0, bytes.length);
}

/** Texts of twelve letters that all have one hash, as someone can make them who has read how that is done. */
function textsOfOneHash(count: number): string[] {
  const mixed = (hash: number): number => {
    const product = Math.imul(hash, 0x9e37_79b1);
    return product ^ (product >>> 15);
  };
  const made: string[] = [];
  const word = Buffer.alloc(4);
  for (let first = 0x6161_6161; made.length < count; first++) {
    word.writeInt32LE(first);
    const begin = word.toString('latin1');
    word.writeInt32LE(0x1234_5678 ^ mixed(12 ^ first));
    if (/^[!-~]{4}$/.test(begin) && word.every((byte) => byte > 0x20 && byte < 0x7f)) {
      made.push(`${begin}with${word.toString('latin1')}`);
    }
  }
  return made;
}

describe('TextTable', () => {
  it('keeps its own copy of a text from a Buffer, whose bytes are used again', () => {
    const texts = new TextTable(new Growth());
    const pool = Buffer.from('..topic..');
    const number = texts.number(pool, 2, 7);
    pool.fill(0);
    assert.equal(texts.number(Buffer.from('topic'), 0, 5), number);
  });

  it('gives a text the same number in a packet of its own and amid many', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(9), (text, before) => {
        const table = new TextTable(new Growth());
        const among = new Uint8Array(5000);
        among.set(text, before);
        const number = table.number(text, 0, text.length);
        assert.equal(table.number(among, before, before + text.length), number);
        assert.equal(table.number(Buffer.from(among).subarray(before), 0, text.length), number);
      }),
    );
  });

  it('gives each text one number, as bytes and as a string alike', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme' }), { size: 'max', maxLength: 300 });
    fc.assert(
      fc.property(texts, (list) => {
        const table = new TextTable(new Growth());
        const numbers = list.map((text) => numberOf(table, text));
        assert.equal(new Set(numbers).size, new Set(list).size);
        for (const [i, text] of list.entries()) {
          assert.equal(table.numberOf(text), numbers[i]);
          assert.equal(table.text(numbers[i] ?? NO_TEXT), text);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('reads a text out of the middle of a packet', () => {
    const table = new TextTable(new Growth());
    const number = table.number(bytesOf('xxa/byy'), 2, 5);
    assert.equal(table.text(number), 'a/b');
    assert.equal(table.numberOf('a/b'), number);
  });

  it('tells texts of every length apart that begin and end alike', () => {
    const table = new TextTable(new Growth());
    const texts = Array.from({ length: 300 }, (_, length) => 'a'.repeat(length) + '\0'.repeat(length % 4));
    const numbers = texts.map((text) => numberOf(table, text));
    assert.equal(new Set(numbers).size, new Set(texts).size);
    assert.deepEqual(
      texts.map((text) => numberOf(table, text)),
      numbers,
    );
    assert.equal(table.text(numbers[7] ?? NO_TEXT), texts[7]);
  });

  it('finds a text whatever came before it, also where sweeps have forgotten what came behind', () => {
    const topic = fc.constantFrom(
      '',
      'a',
      'abc',
      'abcd',
      'abce',
      'abcde',
      'abcdf',
      'abcdefgh',
      'abcdefgi',
      'bbcdefgh',
      'abcdefghi',
    );
    const step = fc.tuple(topic, fc.nat(2), fc.nat(15));
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 200 }), fc.boolean(), (steps, isAmong) => {
        const table = new TextTable(new Growth());
        const last = [NO_TEXT, NO_TEXT, NO_TEXT];
        // The same steps twice, so that texts come in turn.
        for (const [text, sender, sweep] of [...steps, ...steps]) {
          const bytes = isAmong ? Buffer.concat([Buffer.alloc(600), bytesOf(text)]) : bytesOf(text);
          const number = table.numberBehind(last[sender] ?? NO_TEXT, bytes, isAmong ? 600 : 0, bytes.length);
          last[sender] = number;
          assert.equal(table.text(number), text);
          assert.equal(numberOf(table, text), number);
          if (sweep === 0) table.sweep(1, 1, new Set(steps.length % 2 === 0 ? [number] : []));
        }
      }),
    );
  });

  it('has no text for NO_TEXT', () => {
    assert.equal(new TextTable(new Growth()).text(NO_TEXT), null);
  });

  it('forgets what only older rows had, and nothing else', () => {
    const table = new TextTable(new Growth());
    const [packet, delivery, alias, old] = ['packet', 'delivery', 'alias', 'old'].map((text) => numberOf(table, text));
    table.usedByPacket(packet!, 10);
    table.usedByDelivery(delivery!, 5);
    table.usedByPacket(old!, 9);
    table.sweep(10, 5, new Set([alias!]));
    assert.deepEqual(
      [packet, delivery, alias, old].map((number) => table.text(number!)),
      ['packet', 'delivery', 'alias', null],
    );
    assert.equal(numberOf(table, 'packet'), packet);
  });

  it('finds each text again that sweeps have left', () => {
    const table = new TextTable(new Growth());
    const textOf = (i: number): string => `topic/${'x'.repeat(i % 50)}/${String(i)}`;
    const left = new Map<string, number>();
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 500; i++) left.set(textOf(round * 300 + i), numberOf(table, textOf(round * 300 + i)));
      for (const [text, number] of left) if (number % 3 === 0) left.delete(text);
      table.sweep(1, 1, new Set(left.values()));
      for (const [text, number] of left) assert.equal(numberOf(table, text), number);
    }
    assert.equal(new Set(left.values()).size, left.size);
  });

  it('finds each of many texts that were made to stand in one place, also where it grew and where sweeps have left some', () => {
    const table = new TextTable(new Growth());
    const texts = textsOfOneHash(1500);
    const numbers = new Map(texts.map((text) => [text, numberOf(table, text)]));
    const others = Array.from({ length: 3000 }, (_, i) => `topic/${String(i)}`);
    for (const text of others) numbers.set(text, numberOf(table, text));
    assert.equal(new Set(numbers.values()).size, 4500);
    for (const [text, number] of numbers) assert.equal(numberOf(table, text), number);
    for (const [text, number] of numbers) if (number % 2 === 0) numbers.delete(text);
    table.sweep(1, 1, new Set(numbers.values()));
    for (const [text, number] of numbers) assert.equal(numberOf(table, text), number);
    const again = new Set(texts.map((text) => numberOf(table, text)));
    assert.equal(again.size, 1500);
    for (const number of again) assert.ok(texts.includes(table.text(number) ?? ''));
  });

  it('holds nothing more after a sweep than before what it forgot', () => {
    const table = new TextTable(new Growth());
    const before = table.bytes;
    for (let i = 0; i < 5000; i++) numberOf(table, `topic/${String(i)}`);
    assert.ok(table.bytes > before);
    table.sweep(1, 1, new Set());
    assert.equal(table.bytes, before);
    assert.ok(numberOf(table, 'another') <= 5000);
  });

  it('does not find a string again that a sweep has forgotten', () => {
    const table = new TextTable(new Growth());
    const first = table.numberOf('once');
    table.sweep(1, 1, new Set());
    numberOf(table, 'other');
    const again = table.numberOf('once');
    assert.equal(table.text(again), 'once');
    assert.equal(table.text(first), again === first ? 'once' : 'other');
  });
});
