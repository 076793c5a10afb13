import assert from 'node:assert/strict';

import { HandshakeMessages } from '../../../src/engine/capture/tls/hello';
import { TlsRecords, type TlsRecord } from '../../../src/engine/capture/tls/records';
import { callsOf } from '../../support/calls';

/** A handshake message of a type with so many bytes of body. */
function message(type: number, length: number): Uint8Array {
  const bytes = new Uint8Array(4 + length).fill(type);
  bytes.set([type, length >> 16, (length >> 8) & 255, length & 255]);
  return bytes;
}

/** Types and lengths of the messages in the pieces that `bytes` is cut into. */
function found(bytes: Uint8Array, piece: number): (readonly [type: number, length: number])[] {
  const messages = new HandshakeMessages();
  const all: (readonly [number, number])[] = [];
  for (let at = 0; at < bytes.length; at += piece) {
    for (const { type, body } of messages.push(bytes.subarray(at, at + piece))) all.push([type, body.length]);
  }
  return all;
}

describe('The records of TLS', () => {
  it('take no room for what has not come of them', () => {
    const claimed = Uint8Array.of(23, 3, 3, 0x48, 0);
    const bodies: number[] = [];
    const all = Array.from({ length: 4000 }, () => {
      const listener = { record: ({ body }: TlsRecord) => void bodies.push(body.length), lost: () => undefined };
      return new TlsRecords(listener);
    });
    const before = process.memoryUsage().arrayBuffers;
    for (const one of all) one.push(claimed, 0);
    assert.ok(process.memoryUsage().arrayBuffers - before < 8_000_000);
    for (const piece of [1, 5000, 18_432 - 5001]) all[0]!.push(new Uint8Array(piece), 0);
    assert.deepEqual(bodies, [18_432]);
  });
});

describe('The messages of a TLS handshake', () => {
  it('are put together from pieces of any size, but for those that are too long', () => {
    const all = Buffer.concat([
      message(1, 10),
      message(2, 0),
      message(11, 70_000),
      message(12, 60_000),
      message(20, 1),
    ]);
    for (const piece of [1, 3, 5000, all.length]) {
      assert.deepEqual(found(all, piece), [
        [1, 10],
        [2, 0],
        [12, 60_000],
        [20, 1],
      ]);
    }
  });

  it('are not copied anew for each record, of which a byte or none may be in each', () => {
    const messages = new HandshakeMessages();
    const push = (bytes: Uint8Array): number => [...messages.push(bytes)].length;
    push(message(11, 60_000).subarray(0, 50_000));
    const copies = callsOf([[Buffer, 'concat']], () => {
      for (let i = 0; i < 100; i++) push(new Uint8Array(i & 1));
    });
    assert.equal(copies, 0);
  });
});
