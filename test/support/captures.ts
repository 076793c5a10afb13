/** Captures for tests: the recorded ones, and what our reading of one gives. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { CaptureImport, type Capture } from '../../src/engine/capture/captureImport';
import { KeyLog } from '../../src/engine/capture/tls/keyLog';
import type { Trace } from '../../src/engine/trace/trace';
import { PACKET_TYPES, type Packet } from '../../src/shared/model';
import type { DissectedPacket } from './tshark';

const RECORDED = path.resolve('test/fixtures/captures');
const MAXIMUM_BYTES = 64 * 1024 * 1024;

/** The names of the recorded captures; `npm run record` renews them. */
export function recordedCaptures(): string[] {
  return readdirSync(RECORDED).filter((name) => /\.pcap(ng)?(\.gz)?$/.test(name));
}

/** Where a recorded capture lies. */
export function recordedFile(name: string): string {
  return path.join(RECORDED, name);
}

/** The bytes of a recorded capture. */
export function recordedBytes(name: string): Uint8Array {
  const bytes = readFileSync(recordedFile(name));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** The file with the TLS keys of a recorded capture; null where it is not encrypted. */
export function recordedKeys(name: string): string | null {
  const file = path.join(RECORDED, name.replace(/\.pcap(ng)?(\.gz)?$/, '.keys'));
  return existsSync(file) ? file : null;
}

/** Reads a capture whose bytes come in pieces of that size, with the keys in that file. */
export function importBytes(
  bytes: Uint8Array,
  pieceSize = bytes.length,
  ports: readonly number[] = [],
  keyLog: string | null = null,
  isComplete = false,
): Capture {
  const keys = new KeyLog();
  if (keyLog !== null) keys.add(readFileSync(keyLog, 'latin1'));
  const capture = new CaptureImport({ trace: 2, maximumBytes: MAXIMUM_BYTES, ports, keys, isComplete });
  for (let offset = 0; offset < bytes.length; offset += pieceSize) {
    capture.push(bytes.slice(offset, offset + pieceSize));
  }
  return capture.end();
}

/** A packet of a trace in the words of the yardstick. */
export function asDissected(trace: Trace, { n, type, topic, packetId, length, reason }: Packet): DissectedPacket {
  const first = trace.packet(n).bytes[0] ?? 0;
  return { type: PACKET_TYPES.indexOf(type), flags: first & 15, packetId, topic, length, reason };
}

/** What two traces must have in common to be the same: each packet with its bytes, place and time to the nanosecond. */
export function rowsOf(trace: Trace): unknown[] {
  return [...trace.packets()].map(({ n, time, wire, from, error }) => {
    const bytes = Buffer.from(trace.packet(n).bytes).toString('hex');
    return { wire, from, bytes, time: Math.round(time * 1e6), error: error?.code ?? null };
  });
}

/** Calls `use` with a file that holds these pieces, and removes it. */
export async function withFile<T>(
  name: string,
  pieces: Iterable<Uint8Array>,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'qoscope-'));
  try {
    const file = path.join(folder, name);
    writeFileSync(file, Buffer.concat([...pieces]));
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bytes as they stand in a frame, between others: with where they begin and where they end. */
export function inFrame(bytes: Uint8Array): readonly [Uint8Array, number, number] {
  const frame = new Uint8Array(bytes.length + 50).fill(0xaa);
  frame.set(bytes, 40);
  return [frame, 40, 40 + bytes.length];
}
