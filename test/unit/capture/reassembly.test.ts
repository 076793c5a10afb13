import assert from 'node:assert/strict';
import fc from 'fast-check';

import { exportTrace } from '../../../src/engine/capture/export/exportTrace';
import { everything } from '../../../src/engine/trace/selection';
import { QoScopeError } from '../../../src/shared/sentences';
import type { Side } from '../../../src/shared/model';
import { importBytes, recordedBytes, recordedCaptures, rowsOf } from '../../support/captures';
import { mqttBytes } from '../../support/mqttBytes';
import { captureFile, segment, type TimedFrame } from '../../support/pcapBytes';

const connect = (clientId = 'c', version: 4 | 5 = 4): Uint8Array =>
  mqttBytes(
    { cmd: 'connect', protocolId: 'MQTT', protocolVersion: version, clientId, clean: true, keepalive: 0 },
    version,
  );

const CONNACK = mqttBytes({ cmd: 'connack', sessionPresent: false, returnCode: 0 });

const publish = (size: number, messageId = 1, version: 4 | 5 = 4): Uint8Array =>
  mqttBytes(
    { cmd: 'publish', topic: 't', payload: Buffer.alloc(size, 0x78), qos: 1, dup: false, retain: false, messageId },
    version,
  );

const puback = (messageId = 1): Uint8Array => mqttBytes({ cmd: 'puback', messageId });

/** Frames of one connection, a millisecond apart. */
class Talk {
  readonly frames: TimedFrame[] = [];
  private readonly next: Record<Side, number> = { client: 0, broker: 0 };

  constructor(
    readonly port = 50_000,
    start = 7,
    readonly brokerPort = 1883,
  ) {
    this.next.client = this.next.broker = start;
  }

  begin(): this {
    for (const [from, flags] of [
      ['client', 2],
      ['broker', 18],
    ] as const) {
      this.add(from, { sequence: this.next[from], flags });
      this.next[from]++;
    }
    return this;
  }

  say(from: Side, payload: Uint8Array): this {
    this.add(from, { sequence: this.next[from], payload, flags: 16, acknowledgement: this.next[other(from)] });
    this.next[from] += payload.length;
    return this;
  }

  /** Sends what the capture does not get. */
  lose(from: Side, bytes: number): this {
    this.next[from] += bytes;
    return this;
  }

  end(): this {
    this.add('client', { sequence: this.next.client, flags: 17 });
    this.add('broker', { sequence: this.next.broker, flags: 17 });
    return this;
  }

  private add(from: Side, fields: Parameters<typeof segment>[1]): void {
    const time = 1_795_000_000_000_000_000n + BigInt(this.frames.length) * 1_000_000n;
    this.frames.push({ time, bytes: segment(from, fields, 4, this.port, this.brokerPort) });
  }
}

const other = (side: Side): Side => (side === 'client' ? 'broker' : 'client');

function read(frames: readonly TimedFrame[], ports: readonly number[] = []) {
  return importBytes(captureFile(frames), undefined, ports);
}

/** Type, or the code of the fault, of each row. */
const rows = (frames: readonly TimedFrame[]): string[] =>
  [...read(frames).trace.packets()].map(({ type, error }) => error?.code ?? type);

/** Frames with their first times, whatever order they now stand in. */
const retimed = (frames: readonly TimedFrame[], times: readonly TimedFrame[]): TimedFrame[] =>
  frames.map(({ bytes }, i) => ({ bytes, time: times[i]?.time ?? times.at(-1)!.time }));

describe('A TCP connection in a capture', () => {
  it('gives the same packets for any segments, in any near order, with any sent twice', () => {
    const stream = Buffer.concat([connect(), ...[0, 3, 200, 3000].map((size, i) => publish(size, i + 1))]);
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: 25 });
    const steps = fc.array(fc.record({ at: fc.nat(40), by: fc.nat(6), twice: fc.boolean() }), { maxLength: 25 });
    const start = fc.constantFrom(7, 0xffff_ff00, 0x7fff_fff0);
    fc.assert(
      fc.property(cuts, steps, start, (places, moves, first) => {
        const talk = new Talk(50_000, first).begin();
        const ends = [0, ...[...places].sort((a, b) => a - b), stream.length];
        for (const [i, end] of ends.slice(1).entries()) talk.say('client', stream.subarray(ends[i], end));
        const mixed = talk.frames.slice(2);
        for (const { at, by, twice } of moves) {
          const [moved] = mixed.splice(at % mixed.length, 1);
          mixed.splice(Math.min(mixed.length, (at % (mixed.length + 1)) + by), 0, moved!);
          if (twice) mixed.push(moved!);
        }
        const { trace } = read(retimed([...talk.frames.slice(0, 2), ...mixed], talk.frames));
        const seen = [...trace.packets()].map(({ n }) => Buffer.from(trace.packet(n).bytes));
        assert.deepEqual(Buffer.concat(seen), stream);
        assert.equal(seen.length, 5);
      }),
    );
  });

  it('begins the time of the trace with an answer that was shown late because what it answers lacks', () => {
    const talk = new Talk().begin().lose('client', 20).say('broker', CONNACK).say('broker', publish(3));
    const late = { bytes: new Talk(50_001).begin().frames[0]!.bytes, time: talk.frames[0]!.time + 60_000_000_000n };
    const seen = [...read([...talk.frames, late]).trace.packets()];
    assert.equal(seen[0]?.time, 0);
  });

  it('shows what the broker is seen to say before its client together with what the client then says', () => {
    const talk = new Talk().begin().say('broker', CONNACK).say('client', connect());
    assert.deepEqual(
      [...read(talk.frames).trace.packets()].map(({ type, time }) => `${type} ${time}`),
      ['CONNACK 0', 'CONNECT 0'],
    );
  });

  it('says what lacks of a direction that is not in the capture at all, as soon as its receiver has it', () => {
    const talk = new Talk().begin().say('client', connect()).say('broker', CONNACK);
    for (let i = 1; i < 50; i++) talk.say('client', publish(1, i)).say('broker', puback(i));
    const seen = rows(talk.frames.filter((_, i) => i === 0 || (i > 1 && i % 2 === 0)));
    assert.deepEqual(seen.slice(0, 3), ['CONNECT', 'capture.gap', 'PUBLISH'], 'before what follows it');
    assert.equal(seen.filter((row) => row === 'PUBLISH').length, 49);
  });

  it('that began before the capture lacks what is not there, though no packet of that direction was found yet', () => {
    const talk = new Talk().say('client', puback(7)).say('broker', publish(1, 8)).lose('client', 4);
    for (let i = 9; i < 30; i++) talk.say('broker', publish(1, i));
    const seen = rows(talk.frames);
    assert.ok(seen.includes('capture.gap') && seen.indexOf('capture.gap') < 20, seen.join());
    const late = new Talk().say('broker', publish(1, 8)).lose('client', 4);
    for (let i = 9; i < 30; i++) late.say('broker', publish(1, i));
    assert.ok(rows(late.frames).includes('capture.gap'));
  });

  it('that began before the capture begins where its receiver was then: what came before that is missing', () => {
    const talk = new Talk().say('client', publish(1, 1)).say('broker', puback(1)).say('client', publish(1, 2));
    const [first, second, third] = talk.frames;
    assert.deepEqual(rows(retimed([second!, first!, third!], talk.frames)), ['PUBACK', 'capture.gap', 'PUBLISH']);
  });

  it('is said to be left out where only a CONNECT behind it shows that there is a broker, and there where the port is named', () => {
    const earlier = new Talk(50_000, 7, 17_501).say('client', publish(3)).say('client', publish(4));
    const later = new Talk(50_001, 7, 17_501).begin().say('client', connect()).say('broker', CONNACK);
    const file = [...earlier.frames, ...later.frames];
    const { trace, notes } = read(file);
    const args = { broker: '127.0.0.1:17501', client: '127.0.0.1:50000', count: 1 };
    assert.deepEqual([notes, trace.counts().packets], [[{ code: 'capture.beforeConnect', args }], 2]);
    const named = read(file, [17_501]);
    assert.deepEqual([named.notes, named.trace.counts().packets], [[], 4]);
  });

  it('says a gap within a packet and reads on behind that packet', () => {
    const big = publish(5000, 1);
    const talk = new Talk().begin().say('client', connect()).say('client', big.subarray(0, 1000)).lose('client', 2000);
    talk.say('client', big.subarray(3000)).say('client', publish(3, 2)).end();
    assert.deepEqual(rows(talk.frames), ['CONNECT', 'capture.gap', 'PUBLISH']);
    const gap = [...read(talk.frames).trace.packets()][1]!;
    assert.deepEqual([gap.length, gap.error?.args], [1000, { count: 2000 }]);
  });

  it('finds the next packet behind a gap that hides where one begins', () => {
    const big = publish(5000, 2);
    const talk = new Talk()
      .begin()
      .say('client', connect())
      .lose('client', 3000)
      .say('client', big.subarray(2000, 4000));
    talk.say('client', big.subarray(4000)).say('client', publish(3, 3)).end();
    assert.deepEqual(rows(talk.frames), ['CONNECT', 'capture.gap', 'capture.leftOut', 'PUBLISH']);
  });

  it('says what a snapshot length has cut off, and reads the next packet', () => {
    const talk = new Talk().begin().say('client', connect()).say('client', publish(5000)).say('client', puback());
    const cut = talk.frames.map(({ time, bytes }) => ({ time, bytes: bytes.subarray(0, 400), length: bytes.length }));
    assert.deepEqual(rows(cut), ['CONNECT', 'capture.gap', 'PUBACK']);
  });

  it('gives up waiting for what the receiver has and the capture has not', () => {
    const talk = new Talk().begin().say('client', connect()).say('broker', CONNACK).lose('client', 4);
    for (let i = 1; i < 1200; i++) talk.say('client', puback(i)).say('broker', publish(1, i));
    const seen = [...read(talk.frames).trace.packets()];
    const gap = seen.findIndex(({ error }) => error?.code === 'capture.gap');
    assert.ok(gap > 0 && seen.slice(gap).some(({ from }) => from === 'broker'), 'before the end of the capture');
    assert.equal(seen.filter(({ type }) => type === 'PUBACK').length, 1199);
  });

  it('that began before the capture is read from its first whole packet on, in the version that it speaks', () => {
    const big = publish(5000, 8, 5);
    const talk = new Talk()
      .say('client', big.subarray(1000))
      .say('client', publish(2, 9, 5))
      .say('broker', puback(9));
    const { trace } = read(talk.frames);
    const [wire] = trace.wires();
    assert.deepEqual([wire?.underway, wire?.version, wire?.client], [true, 5, '127.0.0.1:50000']);
    assert.deepEqual(rows(talk.frames), ['capture.leftOut', 'PUBLISH', 'PUBACK']);
    assert.deepEqual([trace.delivery(1).delivery.state, trace.delivery(1).packets.length], ['complete', 2]);
  });

  it('may begin again between the same ends', () => {
    const first = new Talk().begin().say('client', connect('a')).say('broker', CONNACK);
    const second = new Talk(50_000, 99_999).begin().say('client', connect('b')).end();
    const { trace } = read([...first.frames, ...retimed(second.frames, first.frames)]);
    const wires = trace.wires().map(({ client, closed }) => [client, closed]);
    assert.deepEqual(wires, [
      ['a', true],
      ['b', true],
    ]);
  });

  it('is taken for MQTT at any port by its CONNECT, and else at the ports that are named', () => {
    const elsewhere = (talk: Talk): TimedFrame[] =>
      talk.frames.map(({ time, bytes }) => {
        const moved = Buffer.from(bytes);
        for (const offset of [34, 36]) if (moved.readUInt16BE(offset) === 1883) moved.writeUInt16BE(7777, offset);
        return { time, bytes: moved };
      });
    const count = (talk: Talk, ports: readonly number[]): number => read(elsewhere(talk), ports).trace.counts().packets;
    assert.equal(count(new Talk().begin().say('client', connect()).say('broker', CONNACK), []), 2);
    assert.equal(count(new Talk().say('client', publish(1)).say('broker', puback()), []), 0);
    assert.equal(count(new Talk().say('client', publish(1)).say('broker', puback()), [7777]), 2);
    assert.equal(count(new Talk().begin().say('client', Buffer.from('SSH-2.0-x\r\n')), []), 0);
  });

  it('that is encrypted is said to be', () => {
    const hello = Uint8Array.of(0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0);
    const { notes, trace } = read(new Talk().begin().say('client', hello).say('broker', hello).frames);
    assert.deepEqual(notes, [
      { code: 'capture.encrypted', args: { broker: '127.0.0.1:1883', client: '127.0.0.1:50000', count: 1 } },
    ]);
    assert.equal(trace.counts().packets, 0);
  });

  it('that ends within a packet is a row with what had come', () => {
    const half = publish(100).subarray(0, 50);
    const ended = new Talk().begin().say('client', connect()).say('client', half).end();
    const goesOn = new Talk().begin().say('client', connect()).say('client', half);
    assert.deepEqual(rows(ended.frames), ['CONNECT', 'packet.incomplete']);
    assert.deepEqual(rows(goesOn.frames), ['CONNECT', 'capture.endsInPacket']);
    for (const talk of [ended, goesOn]) {
      const { trace } = read(talk.frames);
      assert.deepEqual(rowsOf(importBytes(Buffer.concat([...exportTrace(everything(trace))])).trace), rowsOf(trace));
    }
  });
});

/** Both directions of a QoS 1 exchange: CONNECT, CONNACK, and PUBLISH with PUBACK as often as wanted. */
function exchange(count: number): Talk {
  const talk = new Talk().begin().say('client', connect()).say('broker', CONNACK);
  for (let i = 1; i <= count; i++) talk.say('client', publish(i, i)).say('broker', puback(i));
  return talk;
}

describe('The answer to what a capture has late or not', () => {
  const errors = (frames: readonly TimedFrame[]): string[] =>
    read(frames)
      .trace.findings(null, null, 200)
      .rows.map(({ kind }) => kind);

  it('stands behind what it answers, where the capture mixes up directions', () => {
    const { frames } = exchange(2);
    const mixed = [4, 6].reduce((all, i) => all.toSpliced(i, 2, all[i + 1]!, all[i]!), frames);
    const { trace } = read(retimed(mixed, frames));
    assert.deepEqual(rows(retimed(mixed, frames)), rows(frames));
    assert.deepEqual([trace.delivery(1).delivery.state, trace.delivery(2).delivery.state], ['complete', 'complete']);
  });

  it('is no finding where the capture lacks what it answers', () => {
    const { frames } = exchange(3);
    for (const lost of [4, 6, 8]) {
      const left = frames.filter((_, i) => i !== lost);
      assert.deepEqual(errors(left), []);
      assert.ok(rows(left).includes('capture.gap'));
      assert.deepEqual(rows(left).filter((row) => row === 'PUBACK').length, 3);
    }
  });

  it('is shown when it came, however long nothing follows it', () => {
    const { frames } = exchange(2);
    const left = frames.filter((_, i) => i !== 6);
    const later = new Talk(50_001)
      .begin()
      .say('client', connect('later'))
      .frames.map(({ bytes }) => ({
        bytes,
        time: frames.at(-1)!.time + 60_000_000_000n,
      }));
    const { trace } = read([...left, ...later]);
    const seen = [...trace.packets()].map(({ type, time, error }) => [error?.code ?? type, Math.round(time / 1000)]);
    assert.deepEqual(seen.slice(-3), [
      ['capture.gap', 0],
      ['PUBACK', 0],
      ['CONNECT', 60],
    ]);
  });

  it('gives nothing to find, in whatever near order frames of both directions come, and whichever lack', () => {
    const { frames } = exchange(12);
    const swaps = fc.array(fc.integer({ min: 4, max: frames.length - 2 }), { maxLength: 12 });
    const losses = fc.uniqueArray(fc.integer({ min: 4, max: frames.length - 1 }), { maxLength: 3 });
    fc.assert(
      fc.property(swaps, losses, (places, lost) => {
        let mixed = frames.map((frame, i) => ({ frame, isLost: lost.includes(i) }));
        for (const i of places) mixed = mixed.toSpliced(i, 2, mixed[i + 1]!, mixed[i]!);
        const left = mixed.filter(({ isLost }) => !isLost).map(({ frame }) => frame);
        assert.deepEqual(errors(retimed(left, frames)), []);
        if (lost.length === 0) assert.deepEqual(rows(retimed(left, frames)), rows(frames));
      }),
    );
  });
});

describe('Hostile bytes in a capture', () => {
  /** Whatever happens, it is told in a sentence. */
  const survives = (bytes: Uint8Array): void => {
    try {
      importBytes(bytes, 1000).trace.counts();
    } catch (error) {
      assert.ok(error instanceof QoScopeError, String(error));
    }
  };

  it('never throw anything but a sentence, whatever the bytes', () => {
    const magics = fc.constantFrom('0a0d0d0a1c0000004d3c2b1a', '0a0d0d0a0000001c1a2b3c4d', 'd4c3b2a1', 'a1b23c4d', '');
    fc.assert(
      fc.property(magics, fc.uint8Array({ maxLength: 400 }), (magic, rest) =>
        survives(Buffer.concat([Buffer.from(magic, 'hex'), rest])),
      ),
    );
  });

  it('never throw anything but a sentence where a real capture is damaged', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 30 });
    const whole = recordedCaptures()
      .filter((name) => !name.endsWith('.gz'))
      .map((name) => recordedBytes(name));
    fc.assert(
      fc.property(fc.constantFrom(...whole), damage, (bytes, places) => {
        const damaged = Uint8Array.from(bytes);
        for (const [place, value] of places) damaged[place % damaged.length] = value;
        survives(damaged);
      }),
      { numRuns: 60 },
    );
  }).timeout(20_000);

  it('cannot make it hold more than its bound: what waits for lost segments is given up', () => {
    const frames: TimedFrame[] = [];
    for (const port of [1, 2]) {
      const talk = new Talk(port).begin().say('client', connect()).lose('client', 10);
      for (let i = 0; i < 140; i++) talk.say('client', new Uint8Array(60_000));
      frames.push(...talk.frames);
    }
    const gap = 'capture.gap';
    const leftOut = 'capture.leftOut';
    assert.deepEqual(rows(frames), ['CONNECT', gap, 'CONNECT', gap, leftOut, leftOut], 'before the capture ends');
  });
});
