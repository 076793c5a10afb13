/** A trace as a file for other programs: pcapng for Wireshark, JSON lines and CSV for scripts and tables. */

import type { Packet } from '../../../shared/model';
import { say } from '../../../shared/sentences';
import type { Trace } from '../../trace/trace';
import { PcapngExport } from './pcapngExport';

/** The kinds of file. */
export const EXPORT_FORMATS = ['pcapng', 'jsonl', 'csv'] as const;

/** The kind of file. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The pieces of the file, oldest packet first. The trace must not change before the last one is taken. */
export function exportTrace(trace: Trace, format: ExportFormat): Iterable<Uint8Array> {
  if (format === 'pcapng') return pcapng(trace);
  return format === 'csv' ? csv(trace) : jsonLines(trace);
}

function* pcapng(trace: Trace): Generator<Uint8Array> {
  const file = new PcapngExport('QoScope');
  const lastPackets = new Map<number, number>();
  yield file.start();
  for (const wire of trace.wires()) {
    if (wire.lastPacket === 0) continue;
    file.open(wire.n, wire);
    if (wire.closed) lastPackets.set(wire.lastPacket, wire.n);
  }
  const began = BigInt(Math.round(trace.counts().startedAt * 1000)) * 1000n;
  for (const packet of trace.packets()) {
    const time = began + BigInt(Math.round(packet.time * 1e6));
    const { bytes } = trace.packet(packet.n);
    yield* file.packet(packet.wire, { ...packet, bytes, time });
    const ended = lastPackets.get(packet.n);
    if (ended !== undefined) yield* file.close(ended, time);
  }
}

function* jsonLines(trace: Trace): Generator<Uint8Array> {
  for (const packet of trace.packets()) {
    const { bytes } = trace.packet(packet.n);
    yield Buffer.from(`${JSON.stringify({ ...fields(packet), bytes: Buffer.from(bytes).toString('hex') })}\n`);
  }
}

function* csv(trace: Trace): Generator<Uint8Array> {
  let hasHead = false;
  for (const packet of trace.packets()) {
    const row = fields(packet);
    if (!hasHead) yield Buffer.from(`${Object.keys(row).join(',')}\r\n`);
    hasHead = true;
    yield Buffer.from(`${Object.values(row).map(cell).join(',')}\r\n`);
  }
}

/** Time is in seconds since the trace began. */
function fields({ n, time, error, ...packet }: Packet): Readonly<Record<string, string | number | boolean | null>> {
  const t = Math.round(time * 1e6) / 1e9;
  return { n, t, ...packet, error: error === null ? null : say(error) };
}

/** RFC 4180. A topic that begins like a formula must stay text in a spreadsheet. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
