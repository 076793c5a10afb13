import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';

import { captureNotes } from '../../../src/engine/capture/captureNotes';
import { CaptureImport, type Capture } from '../../../src/engine/capture/captureImport';
import { MqttStream } from '../../../src/engine/capture/mqtt/mqttStream';
import { Recognition } from '../../../src/engine/capture/mqtt/recognition';
import { MemoryBudget } from '../../../src/engine/capture/tcp/memoryBudget';
import { MessageInflater } from '../../../src/engine/capture/webSocket/inflate';
import { KeyLog } from '../../../src/engine/capture/tls/keyLog';
import { csvLines } from '../../../src/engine/saving/csv';
import { jsonLines } from '../../../src/engine/saving/jsonLines';
import { everything } from '../../../src/engine/trace/selection';
import { QoScopeError } from '../../../src/shared/sentences';
import { callsOf } from '../../support/calls';
import { inFrame, recordedBytes, recordedCaptures, recordedKeys } from '../../support/captures';
import { hex } from '../../support/mqttBytes';

const BOUND = 256 * 1024;
const OPTIONS = { trace: 2, maximumBytes: BOUND, ports: [] };

interface Recorded {
  readonly bytes: Uint8Array;
  readonly keys: string;
}

const recorded: readonly Recorded[] = recordedCaptures()
  .filter((name) => !name.endsWith('.gz'))
  .map((name) => {
    const keyLog = recordedKeys(name);
    return { bytes: recordedBytes(name), keys: keyLog === null ? '' : readFileSync(keyLog, 'latin1') };
  });

/** Null where not even its beginning can be read. Throws nothing but what is meant for a person. */
function read(bytes: Uint8Array, capture: CaptureImport): Capture | null {
  try {
    for (let at = 0; at < bytes.length; at += 50_000) capture.push(bytes.slice(at, at + 50_000));
    return capture.end();
  } catch (error) {
    assert.ok(error instanceof QoScopeError, String(error));
    return 'offset' in error.args ? capture.end(error) : null;
  }
}

/** Reads it as a file that is opened; its rows and notes can then be shown, and it is within its bound. */
function survives(bytes: Uint8Array, keys: string): void {
  const log = new KeyLog();
  log.add(keys);
  const opened = read(bytes, new CaptureImport({ ...OPTIONS, keys: log }));
  if (opened === null) return;
  for (const { args } of captureNotes(opened)) {
    const { offset = 0 } = args;
    assert.ok(typeof offset === 'number' && offset >= 0 && offset <= bytes.length, `offset ${offset}`);
  }
  const { trace } = opened;
  assert.ok(trace.counts().bytes < 2 * BOUND, `${trace.counts().bytes} bytes`);
  for (const { n, time } of trace.packets()) assert.ok(trace.packet(n).fields.length >= 0 && time >= 0);
  for (const { n } of trace.deliveries(null, 200).rows) trace.delivery(n);
  trace.findings(null, null, 200);
  trace.sessions();
  for (const lines of [csvLines, jsonLines])
    assert.ok([...lines(everything(trace))].every((one) => !one.includes('NaN')));
}

/** Numbers that a length, a type or a time can be hurt by. */
const HOSTILE = [0, 1, 3, 4, 10, 11, 12, 13, 16, 20, 28, 32, 262_144, 0x0a0d0d0a, 0x7fffffff, 0xfffffffc, 0xffffffff];

/** Where a block says what it is: type, length, interface, upper and lower half of its time, both lengths of its frame, length again. */
const FIELDS = [0, 4, 8, 12, 16, 20, 24, -4] as const;

const even = fc.nat({ max: 999 }).map((part) => part / 1000);
const wound = fc.record({ at: even, field: fc.constantFrom(...FIELDS), value: fc.constantFrom(...HOSTILE) });

function hurt(block: Buffer, field: number, value: number): void {
  const place = field < 0 ? block.length + field : field;
  if (place + 4 <= block.length) block.writeUInt32LE(value, place);
}

function blocksOf(bytes: Uint8Array): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += blocks.at(-1)!.length) {
    const length = Buffer.from(bytes.buffer, bytes.byteOffset).readUInt32LE(at + 4);
    blocks.push(Buffer.from(bytes.subarray(at, at + length)));
  }
  return blocks;
}

function blockOf(type: number, body: Uint8Array): Buffer {
  const padded = Buffer.concat([body, new Uint8Array(-body.length & 3)]);
  const block = Buffer.alloc(12 + padded.length);
  block.writeUInt32LE(type, 0);
  block.writeUInt32LE(block.length, 4);
  padded.copy(block, 8);
  block.writeUInt32LE(block.length, block.length - 4);
  return block;
}

type Option = readonly [code: number, value: Uint8Array];

function interfaceBlock(linkType: number, ...options: readonly Option[]): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(linkType, 0);
  const texts = options.map(([code, value]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(code, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value, new Uint8Array(-value.length & 3)]);
  });
  return blockOf(1, Buffer.concat([body, ...texts]));
}

/** An interface with any unit and origin of time, keys, or something that nobody knows. */
const foreignBlock = fc.record({
  at: even,
  block: fc.oneof(
    fc
      .tuple(fc.constantFrom(0, 1, 101, 113, 276, 65_535), fc.nat(255), fc.uint8Array({ minLength: 8, maxLength: 8 }))
      .map(([link, unit, origin]) => interfaceBlock(link, [9, Uint8Array.of(unit)], [14, origin])),
    fc
      .tuple(fc.constantFrom(3, 4, 5, 10, 0xbad), fc.uint8Array({ maxLength: 100 }))
      .map(([type, body]) => blockOf(type, body)),
  ),
});

describe('A hostile capture', () => {
  it('is shown as far as it can be read, whatever was done to it', () => {
    const damage = fc.record({
      file: fc.constantFrom(...recorded),
      places: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }),
      from: fc.nat({ max: 999 }).map((part) => part / 1000),
      length: fc.nat(5000),
      way: fc.constantFrom('change', 'cut', 'remove', 'double'),
    });
    fc.assert(
      fc.property(damage, ({ file, places, from, length, way }) => {
        const bytes = Uint8Array.from(file.bytes);
        const start = Math.floor(from * bytes.length);
        for (const [place, value] of places) bytes[start + (place % 3000)] = value;
        const [before, part, after] = [
          bytes.subarray(0, start),
          bytes.subarray(start, start + length),
          bytes.subarray(start + length),
        ];
        const forms = { change: [bytes], cut: [before], remove: [before, after], double: [before, part, part, after] };
        survives(Buffer.concat(forms[way]), file.keys);
      }),
      { numRuns: 80 },
    );
  }).timeout(60_000);

  it('is shown as far as it can be read, whatever its blocks say of themselves', () => {
    const damage = fc.record({
      file: fc.constantFrom(...recorded.filter(({ bytes }) => bytes[0] === 0x0a)),
      wounds: fc.array(wound, { minLength: 1, maxLength: 6 }),
      more: fc.option(foreignBlock, { nil: undefined }),
    });
    fc.assert(
      fc.property(damage, ({ file, wounds, more }) => {
        const blocks = blocksOf(file.bytes);
        for (const { at, field, value } of wounds) hurt(blocks[Math.floor(blocks.length * at)]!, field, value);
        if (more !== undefined) blocks.splice(Math.floor(blocks.length * more.at), 0, more.block);
        survives(Buffer.concat(blocks), file.keys);
      }),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  it('of which a frame says a time that no calendar has is saved all the same', () => {
    const { bytes } = recorded.find((one) => one.bytes[0] === 0x0a)!;
    const [section, , ...frames] = blocksOf(bytes);
    const far = interfaceBlock(1, [9, Uint8Array.of(0)], [14, new Uint8Array(8).fill(0x7f)]);
    const { trace } = read(Buffer.concat([section!, far, ...frames]), new CaptureImport(OPTIONS))!;
    const [, first = ''] = [...csvLines(everything(trace))];
    assert.match(first, /^1,,0,/);
    assert.ok([...jsonLines(everything(trace))].length > frames.length / 4);
  });

  it('has no row before its beginning where a frame that lacks a part is all that stands there', () => {
    const bytes = recordedBytes('local-websocket.pcapng');
    for (let place = 1400; place < 1600; place++) {
      const spoilt = Uint8Array.from(bytes);
      spoilt[place] = 0;
      survives(spoilt, '');
    }
  });

  it('that begins packets on many connections and ends none keeps the beginnings within the budget', () => {
    const budget = new MemoryBudget(1_000_000);
    const told: string[] = [];
    const listener = {
      packetIn: () => told.push('packet'),
      unreadable: (_: unknown, bytes: Uint8Array, __: number, { code }: { code: string }) => {
        told.push(`${code} ${bytes.length}`);
      },
    };
    const streams = [1, 2, 3].map(() => new MqttStream('client', listener, false, budget));
    const endless = Buffer.concat([hex('30 ff ff ff 7f 0001 74'), new Uint8Array(400_000)]);
    for (const stream of streams) stream.data(...inFrame(endless), 0);
    assert.deepEqual(told, [`capture.partKept ${endless.length}`]);
    assert.equal(budget.isExceeded, false);
    const [, , last] = streams;
    last?.data(...inFrame(new Uint8Array(268_435_460 - endless.length)), 0);
    last?.data(...inFrame(hex('c0 00')), 0);
    assert.equal(told.at(-1), 'packet', 'what follows is read');
  });

  it('whose connections say nothing that tells what they are has not all of that put together for each piece', () => {
    const looks = [100, 200].map((count) => {
      const one = new Recognition({ broker: null, hasBeginning: true }, () => null, new MemoryBudget(1_000_000));
      return callsOf([[Buffer, 'concat']], () => {
        for (let i = 0; i < count; i++) one.data(1, ...inFrame(hex('01')), 0);
      });
    });
    assert.equal(looks[1], looks[0]);
  });

  it('is not waited for beyond the budget: beginnings and compressed messages are let go', () => {
    const budget = new MemoryBudget(1000);
    const found: string[] = [];
    const hints = { broker: null, hasBeginning: true };
    const make = (recognised: string): null => {
      found.push(recognised);
      return null;
    };
    const waiting = [1, 2, 3, 4].map(() => new Recognition(hints, make, budget));
    for (const one of waiting) one.data(0, ...inFrame(hex('10')), 0);
    assert.equal(found.length, 0);
    const late = new Recognition(hints, make, budget);
    for (const one of [...waiting, late]) one.data(0, ...inFrame(hex('1e')), 0);
    assert.ok(found.includes('other'));
    for (const one of [...waiting, late]) one.cut(0);
    assert.equal(budget.isExceeded, false);
    const inflater = new MessageInflater(budget);
    assert.equal(inflater.add(new Uint8Array(900)), true);
    assert.equal(inflater.add(new Uint8Array(200)), false);
    assert.equal(budget.isExceeded, false);
  });

  it('of WebSocket messages lets the one go that is too much, and gives those that ended before it', () => {
    const budget = new MemoryBudget(1000);
    const inflater = new MessageInflater(budget);
    for (const text of ['one', 'two']) {
      const compressed = deflateRawSync(Buffer.from(text), { finishFlush: constants.Z_SYNC_FLUSH });
      assert.equal(inflater.add(compressed.subarray(0, -4)), true);
      inflater.end();
    }
    assert.equal(inflater.add(new Uint8Array(1000)), false);
    const given: string[] = [];
    assert.equal(
      inflater.take((bytes) => given.push(Buffer.from(bytes).toString())),
      true,
    );
    assert.equal(given.join(''), 'onetwo');
    budget.change(1000);
    assert.equal(budget.isExceeded, false, 'nothing is held any more');
  });
});
