/** Packets as a table in CSV (RFC 4180). */

import type { Packet, Wire } from '../../shared/model';
import { say } from '../../shared/sentences';
import { packetsOf, type Selection } from '../trace/selection';

/** One column: its head, and its cell for a packet. */
type Column = readonly [head: string, cell: (packet: Packet, wire: Wire | undefined, startedAt: number) => Cell];

type Cell = string | number | boolean | null;

/** "wall" is the wall clock in ISO 8601, empty where a capture's time is none of the calendar; "t" seconds since the trace began, as in the records of the command line. */
const COLUMNS: readonly Column[] = [
  ['n', ({ n }) => n],
  ['wall', ({ time }, _, startedAt) => wallClock(startedAt + time)],
  ['t', ({ time }) => Math.round(time * 1e6) / 1e9],
  ['wire', ({ wire }) => wire],
  ['client', (_, wire) => wire?.client ?? ''],
  ['broker', (_, wire) => wire?.broker ?? ''],
  ['from', ({ from }) => from],
  ['type', ({ type }) => type],
  ['qos', ({ type, qos }) => (type === 'PUBLISH' ? qos : null)],
  ['dup', ({ type, dup }) => (type === 'PUBLISH' ? dup : null)],
  ['retain', ({ type, retain }) => (type === 'PUBLISH' ? retain : null)],
  ['packetId', ({ packetId }) => packetId],
  ['topic', ({ topic }) => topic],
  ['length', ({ length }) => length],
  ['reason', ({ reason }) => reason],
  ['fate', ({ fate }) => fate],
  ['delivery', ({ delivery }) => delivery],
  ['error', ({ error }) => (error === null ? null : say(error))],
];

/** The lines of the table, its heads first; returns the number of packets. */
export function* csvLines(selection: Selection): Generator<string, number> {
  const { trace } = selection;
  const { startedAt } = trace.counts();
  const wires = new Map(trace.wires().map((wire) => [wire.n, wire]));
  yield line(COLUMNS.map(([head]) => head));
  let packets = 0;
  for (const packet of packetsOf(selection)) {
    packets++;
    const wire = wires.get(packet.wire);
    yield line(COLUMNS.map(([, cell]) => cell(packet, wire, startedAt)));
  }
  return packets;
}

/** Null for what a Date cannot be: a capture may say any time. */
function wallClock(wall: number): string | null {
  const date = new Date(wall);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * Topics and client ids are anybody's words: one that a spreadsheet would compute gets an apostrophe before it, which
 * makes it a text there.
 */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
