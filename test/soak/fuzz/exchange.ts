/** Carries one case to the broker and brings back all that it says. */

import net from 'node:net';

import { PacketScanner } from '../../bench/load/packetScanner';
import type { FuzzCase } from './fuzzCase';

/** How long a connection may last, in milliseconds. */
const PATIENCE = 30_000;

const PINGRESP = 0xd0;

/** What came of a case. */
export interface Exchange {
  /** Whole packets from the broker; none at the door for WebSockets, whose bytes are left as they are. */
  readonly packets: readonly Uint8Array[];
  /** Whether the connection ended by itself. */
  readonly ended: boolean;
}

/** Resolves when the connection has ended, or is given up. */
export function exchange(port: number, { door, chunks, breaksOff, expectation }: FuzzCase): Promise<Exchange> {
  return new Promise((resolve) => {
    const packets: Uint8Array[] = [];
    let ended = true;
    const scanner = new PacketScanner((bytes, start, _body, end) => {
      packets.push(Uint8Array.from(bytes.subarray(start, end)));
      if (expectation.kind === 'served' && bytes[start] === PINGRESP) socket.end();
    });
    const socket = net.connect({ host: '127.0.0.1', port, noDelay: true });
    const patience = setTimeout(() => {
      ended = false;
      socket.destroy();
    }, PATIENCE);
    socket.on('data', (chunk: Buffer) => {
      if (door === 'tcp') scanner.push(chunk);
    });
    socket.on('error', () => socket.destroy()); // a reset is an end like another
    socket.once('close', () => {
      clearTimeout(patience);
      resolve({ packets, ended });
    });
    socket.once('connect', () =>
      writeAll(socket, chunks, () => {
        if (breaksOff) socket.resetAndDestroy();
        else if (door === 'ws') socket.end();
      }),
    );
  });
}

/** Chunk by chunk, each in a turn of its own, so that they stay apart. */
function writeAll(socket: net.Socket, chunks: readonly Uint8Array[], done: () => void): void {
  const [first, ...others] = chunks;
  if (!socket.writable) return;
  if (first === undefined) done();
  else socket.write(first, () => setImmediate(() => writeAll(socket, others, done)));
}
