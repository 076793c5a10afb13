/** A trace as a pcapng file, for Wireshark and tshark. */

import type { Trace } from '../../trace/trace';
import { PcapngExport } from './pcapngExport';

/** The pieces of the file, oldest packet first. The trace must not change before the last one is taken. */
export function* exportTrace(trace: Trace): Generator<Uint8Array> {
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
