import assert from 'node:assert/strict';

import type { Carrier, End } from '../../../src/engine/capture/tcp/conversation';
import { KeyLog } from '../../../src/engine/capture/tls/keyLog';
import { TlsCarrier } from '../../../src/engine/capture/tls/tlsCarrier';
import { inFrame } from '../../support/captures';
import { clientHello, record, RECORD, Sealer, serverHello } from '../../support/tlsBytes';

const RANDOM = new Uint8Array(32).fill(1);
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const secret = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

/** The key log of a connection whose secrets are made of 2, 3, 4 and 5. */
const logged = (...names: string[]): string =>
  names.map((name, i) => `${name} ${hexOf(RANDOM)} ${hexOf(secret(i + 2))}`).join('\n');

const ALL = logged(
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
);

/** A carrier, and what it has given: texts, and gaps as their lengths. */
function carrier(keyLog: string): {
  tls: TlsCarrier;
  given: (readonly [End, string | number])[];
  refused: string[];
} {
  const given: (readonly [End, string | number])[] = [];
  const refused: string[] = [];
  const inner: Carrier = {
    isDone: false,
    data: (from, bytes, start, end) => given.push([from, Buffer.from(bytes.subarray(start, end)).toString()]),
    gap: (from, count) => given.push([from, count]),
    closed: () => undefined,
    cut: () => undefined,
  };
  const keys = new KeyLog();
  keys.add(keyLog);
  const tls = new TlsCarrier({ keys, client: 0, inner, refused: (obstacle) => refused.push(obstacle) });
  return { tls, given, refused };
}

const CHANGE = record(RECORD.changeCipherSpec, Uint8Array.of(1));
const text = (words: string): Buffer => Buffer.from(words);

describe('TLS in a capture', () => {
  it('is decrypted from the keys of handshake and traffic, in any pieces', () => {
    for (const size of [1, 7, 10_000]) {
      const { tls, given, refused } = carrier(ALL);
      const [client, server] = [new Sealer(secret(2)), new Sealer(secret(3))];
      const [clientStart, serverStart] = [new Sealer(secret(4)), new Sealer(secret(5))];
      const send = (from: End, ...parts: Uint8Array[]): void => {
        const bytes = Buffer.concat(parts);
        for (let at = 0; at < bytes.length; at += size) tls.data(from, ...inFrame(bytes.subarray(at, at + size)), 0);
      };
      send(0, clientHello(RANDOM));
      send(1, serverHello(), CHANGE, serverStart.seal(text('certificate'), RECORD.handshake));
      send(0, CHANGE, clientStart.seal(text('finished'), RECORD.handshake), client.seal(text('hello')));
      send(1, server.seal(text('ticket'), RECORD.handshake), server.seal(text('welcome')), server.seal(text('again')));
      tls.closed(0);
      assert.deepEqual(
        [given, refused],
        [
          [
            [0, 'hello'],
            [1, 'welcome'],
            [1, 'again'],
          ],
          [],
        ],
      );
    }
  });

  it('is decrypted behind new keys, and without those of the handshake', () => {
    const { tls, given } = carrier(logged('CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'));
    const client = new Sealer(secret(2));
    tls.data(0, ...inFrame(clientHello(RANDOM)), 0);
    tls.data(1, ...inFrame(serverHello()), 0);
    tls.data(0, ...inFrame(new Sealer(secret(4)).seal(text('finished'), RECORD.handshake)), 0);
    for (const part of [client.seal(text('a')), client.update(), client.seal(text('b')), client.update()])
      tls.data(0, ...inFrame(part), 0);
    tls.data(0, ...inFrame(client.seal(text('c'))), 0);
    assert.deepEqual(given, [
      [0, 'a'],
      [0, 'b'],
      [0, 'c'],
    ]);
  });

  it('waits for the hello of the server where the capture has it later', () => {
    const { tls, given } = carrier(ALL);
    tls.data(0, ...inFrame(clientHello(RANDOM)), 0);
    tls.data(0, ...inFrame(Buffer.concat([CHANGE, new Sealer(secret(4)).seal(text('end'), RECORD.handshake)])), 0);
    tls.data(0, ...inFrame(new Sealer(secret(2)).seal(text('early'))), 0);
    tls.data(1, ...inFrame(serverHello()), 0);
    assert.deepEqual(given, [[0, 'early']]);
  });

  it('loses one record where bytes lack in it, and all behind it where its end lacks', () => {
    const { tls, given } = carrier(ALL);
    const client = new Sealer(secret(2));
    tls.data(0, ...inFrame(clientHello(RANDOM)), 0);
    tls.data(1, ...inFrame(serverHello()), 0);
    tls.data(0, ...inFrame(client.seal(text('one'))), 0);
    const lost = client.seal(text('two'));
    tls.data(0, ...inFrame(lost.subarray(0, 10)), 0);
    tls.gap(0, lost.length - 10, 0);
    tls.data(0, ...inFrame(client.seal(text('three'))), 0);
    tls.gap(0, 100, 0);
    tls.data(0, ...inFrame(client.seal(text('four'))), 0);
    assert.deepEqual(given, [
      [0, 'one'],
      [0, lost.length - 5],
      [0, 'three'],
      [0, 100],
    ]);
  });

  it('is said to be encrypted where no key fits, and to need another cipher', () => {
    const cases: readonly (readonly [string, Uint8Array, string])[] = [
      ['', serverHello(), 'keys'],
      [ALL.replaceAll(hexOf(RANDOM), hexOf(secret(9))), serverHello(), 'keys'],
      [ALL, Buffer.from(serverHello().toString('hex').replace('1301', 'c013'), 'hex'), 'cipher'],
      [ALL, text('no TLS at all'), 'keys'],
    ];
    for (const [keyLog, answer, obstacle] of cases) {
      const { tls, given, refused } = carrier(keyLog);
      tls.data(0, ...inFrame(clientHello(RANDOM)), 0);
      tls.data(1, ...inFrame(answer), 0);
      assert.deepEqual([given, refused, tls.isDone], [[], [obstacle], true]);
      tls.closed(0);
      assert.equal(refused.length, 1);
    }
  });

  it('takes from a key log what is in the form, whatever else is in it', () => {
    const keys = new KeyLog();
    keys.add(
      `# made by hand\r\n\nCLIENT_RANDOM ${hexOf(RANDOM).toUpperCase()} ${hexOf(secret(2))}zz\nCLIENT_RANDOM 00 11\nRSA a b\n`,
    );
    assert.equal(keys.find('CLIENT_RANDOM', RANDOM), null);
    keys.add(`x\r\nclient_random ${hexOf(RANDOM).toUpperCase()} ${hexOf(secret(3))}\r\nx`);
    assert.deepEqual(keys.find('CLIENT_RANDOM', RANDOM), Buffer.from(secret(3)));
    assert.equal(keys.find('CLIENT_TRAFFIC_SECRET_0', RANDOM), null);
  });
});
