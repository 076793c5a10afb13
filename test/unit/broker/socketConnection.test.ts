import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';

import { SocketConnection } from '../../../src/engine/broker/socketConnection';
import { BrokerRecorder } from '../../support/brokerRecorder';

/** A stream whose other end takes nothing until the test lets it. */
class FrozenStream extends Duplex {
  written = 0;
  private release: (() => void) | null = null;

  override _read(): void {
    // Data is pushed by the test.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.length;
    this.release = done;
  }

  /** Takes what was written, and all that follows it. */
  thaw(): void {
    const { release } = this;
    this._write = (chunk: Buffer, _encoding: string, done: () => void) => {
      this.written += chunk.length;
      done();
    };
    release?.();
  }
}

const OPENING = { broker: 'local', clientAddress: 'a:1', brokerAddress: 'b:2' };

const clock = { now: () => 0, wall: () => 0 };

/** It is halted by packet number `haltAfter`. */
function connected(
  stream: Duplex,
  haltAfter = Infinity,
): { connection: SocketConnection; packets: number[]; drained: () => number } {
  const packets: number[] = [];
  let drained = 0;
  const connection: SocketConnection = new SocketConnection(
    1,
    stream,
    new BrokerRecorder().openWire(OPENING),
    1_000,
    clock,
    {
      chunk: (push) => {
        push();
        connection.flush();
      },
      packet: (bytes) => {
        packets.push(bytes.length);
        if (packets.length === haltAfter) connection.halt();
        connection.send(new Uint8Array(4_096), 0);
      },
      fault: () => undefined,
      drained: () => drained++,
      closed: () => undefined,
    },
  );
  return { connection, packets, drained: () => drained };
}

/** Lets streams do what they put off. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('SocketConnection', () => {
  it('stops reading from a client that does not take what it is sent, and goes on once it does', async () => {
    const stream = new FrozenStream();
    const { packets, drained } = connected(stream);
    for (let i = 0; i < 400; i++) {
      stream.push(Buffer.from([0xc0, 0x00]));
      await turn();
    }
    // 1 MiB of answers of 4 KiB each, and the one that went past it.
    assert.equal(packets.length, 257);
    assert.ok(stream.isPaused());
    stream.thaw();
    await turn();
    await turn();
    assert.equal(packets.length, 400);
    assert.equal(drained(), 1);
    assert.equal(stream.written, 400 * 4_096);
    stream.destroy();
  });

  it('reads nothing more once it is halted, and then goes on behind the packet that halted it', async () => {
    const stream = new FrozenStream();
    const { connection, packets } = connected(stream, 2);
    const publish = [0x30, 0x04, 0x00, 0x01, 0x61, 0x78];
    stream.push(Buffer.from([0xc0, 0x00, 0xc0, 0x00, 0xc0, 0x00, ...publish.slice(0, 3)]));
    await turn();
    stream.push(Buffer.from(publish.slice(3)));
    await turn();
    assert.deepEqual(packets, [2, 2]);
    connection.resume();
    await turn();
    assert.deepEqual(packets, [2, 2, 2, 6]);
    stream.destroy();
  });

  it('stays halted when the client takes what it was sent', async () => {
    const stream = new FrozenStream();
    const { connection, packets } = connected(stream, 1);
    connection.send(new Uint8Array(2 * 1024 * 1024), 0);
    stream.push(Buffer.from([0xc0, 0x00]));
    await turn();
    stream.push(Buffer.from([0xc0, 0x00]));
    stream.thaw();
    await turn();
    assert.deepEqual(packets, [2]);
    connection.resume();
    await turn();
    assert.deepEqual(packets, [2, 2]);
    stream.destroy();
  });

  it('writes all of one turn at once', async () => {
    const stream = new FrozenStream();
    const { connection } = connected(stream);
    for (let i = 0; i < 5; i++) connection.send(Uint8Array.of(i), 0);
    assert.equal(stream.written, 0);
    connection.flush();
    assert.equal(stream.written, 5);
    stream.destroy();
    await connection.gone;
  });

  it('says what room there is with what waits in this turn counted in', () => {
    const stream = new FrozenStream();
    const { connection } = connected(stream);
    assert.ok(connection.hasRoom());
    connection.send(new Uint8Array(1024 * 1024 + 1), 0);
    assert.ok(!connection.hasRoom());
    stream.destroy();
  });

  it('sends nothing after its end, and reads what still comes without looking at it', async () => {
    const stream = new FrozenStream();
    const { connection, packets } = connected(stream);
    connection.closeAfterFlush();
    connection.send(Uint8Array.of(1), 0);
    connection.flush();
    stream.push(Buffer.from([0xc0, 0x00]));
    await turn();
    assert.equal(stream.written, 0);
    assert.deepEqual(packets, []);
    assert.equal(stream.readableLength, 0);
    assert.ok(stream.writableEnded);
    stream.destroy();
    await connection.gone;
  });
});
