/** Packets and bytes by type, counted in steps. */

import { PACKET_TYPES, type PacketType } from '../../../shared/model';
import type { PacketLog } from '../packetLog';
import type { Steps } from './steps';

/** By type; types that were not seen are left out. */
export type ByType = Readonly<Partial<Record<PacketType, readonly number[]>>>;

/** Counts the packets of the log that lie in the steps. */
export function trafficOf(log: PacketLog, steps: Steps): { readonly packets: ByType; readonly bytes: ByType } {
  const packets = new Float64Array(PACKET_TYPES.length * steps.count);
  const bytes = new Float64Array(PACKET_TYPES.length * steps.count);
  log.eachIn(steps.from, steps.to, (time, first, length) => {
    const step = steps.at(time);
    if (step < 0 || step >= steps.count) return;
    const place = (first >> 4) * steps.count + step;
    packets[place] = (packets[place] ?? 0) + 1;
    bytes[place] = (bytes[place] ?? 0) + length;
  });
  const seen = PACKET_TYPES.map((type, i) => [type, i * steps.count, (i + 1) * steps.count] as const).filter(
    ([, start, end]) => packets.subarray(start, end).some((count) => count > 0),
  );
  const byType = (counts: Float64Array): ByType =>
    Object.fromEntries(seen.map(([type, start, end]) => [type, Array.from(counts.subarray(start, end))]));
  return { packets: byType(packets), bytes: byType(bytes) };
}
