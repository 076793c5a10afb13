/** A trace as a pcapng file, for Wireshark and tshark. */

import { packetsOf, type Selection } from '../../trace/selection';
import type { Trace } from '../../trace/trace';
import { PcapngExport } from './pcapngExport';

/**
 * The pieces of the file, oldest packet first; returns the number of packets chosen. A wire of which a filter has left
 * some packets keeps its CONNECT besides: without it nobody could tell the version of the others.
 */
export function* exportTrace(selection: Selection): Generator<Uint8Array, number> {
  const { trace } = selection;
  const lastPackets = yield* lastOfWires(selection);
  const file = new PcapngExport('QoScope');
  yield file.start();
  const closing = openWires(file, selection, lastPackets);
  const began = BigInt(Math.round(trace.counts().startedAt * 1000)) * 1000n;
  let packets = 0;
  for (const { n, isChosen } of withConnects(selection, lastPackets)) {
    const packet = trace.packetRow(n);
    if (packet === null) continue;
    if (isChosen) packets++;
    const time = began + BigInt(Math.round(packet.time * 1e6));
    yield* file.packet(packet.wire, { ...packet, bytes: trace.packetBytes(n), time });
    const ended = closing.get(n);
    if (ended !== undefined) yield* file.close(ended, time);
  }
  return packets;
}

/** The last packet that each wire has in the file. */
function* lastOfWires(selection: Selection): Generator<Uint8Array, Map<number, number>> {
  const lastPackets = new Map<number, number>();
  for (const { n, wire } of packetsOf(selection)) {
    lastPackets.set(wire, n);
    yield NOTHING;
  }
  return lastPackets;
}

const NOTHING = new Uint8Array();

/** Gives the wire that ends with a packet, by that packet's number. */
function openWires(
  file: PcapngExport,
  { trace, isFiltered }: Selection,
  lastPackets: ReadonlyMap<number, number>,
): Map<number, number> {
  const closing = new Map<number, number>();
  const isComplete = !isFiltered && trace.completeness().isComplete;
  for (const wire of trace.wires()) {
    const last = lastPackets.get(wire.n);
    if (last === undefined) continue;
    file.open(wire.n, isFiltered ? { ...wire, isPart: true } : wire, isComplete);
    if (wire.closed) closing.set(last, wire.n);
  }
  return closing;
}

/** The chosen packets with the CONNECTs of their wires, in ascending order. */
function* withConnects(
  { trace, numbers, isFiltered }: Selection,
  wires: ReadonlyMap<number, number>,
): Generator<{ readonly n: number; readonly isChosen: boolean }> {
  const connects = isFiltered ? connectsOf(trace, wires) : [];
  let next = 0;
  for (const n of numbers) {
    for (let connect = connects[next]; connect !== undefined && connect <= n; connect = connects[++next]) {
      if (connect < n) yield { n: connect, isChosen: false };
    }
    yield { n, isChosen: true };
  }
}

function connectsOf(trace: Trace, wires: ReadonlyMap<number, number>): number[] {
  const found = [...wires.keys()].map((wire) => trace.connectOf(wire)).filter((connect) => connect !== null);
  return found.sort((a, b) => a - b);
}
