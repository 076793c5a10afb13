/** What a packet and a delivery cost in memory, and that a full trace grows no further. */

import { DELIVERY_BYTES } from '../../../src/engine/trace/deliveryColumns';
import { ROW_BYTES } from '../../../src/engine/trace/packetChunk';
import { figure, mebibytes, table } from '../broker/table';
import type { Part } from './part';
import { recordedTrace } from './recorded';

const NO_BOUND = 1024 * 1024 * 1024;
const SMALL_BOUND = 64 * 1024 * 1024;

/** The table for `packets` packets, half PUBLISH with 64 bytes, half PUBACK. */
export function measureMemory(packets: number): Part {
  const before = held();
  const trace = recordedTrace(packets / 2, NO_BOUND);
  const after = held();
  const { bytes, deliveries } = trace.counts();
  const full: number[] = [];
  recordedTrace(packets * 2, SMALL_BOUND, (bounded) => void full.push(bounded.counts().bytes));
  const raw = { packets, bytes, deliveries, process: after - before, bounded: full };
  const shown = table([
    ['memory', 'figure'],
    ['bytes of index for a packet', figure(ROW_BYTES)],
    ['bytes for a delivery', figure(DELIVERY_BYTES)],
    [`${figure(packets)} packets, without deliveries, in MB`, figure((bytes - deliveries * DELIVERY_BYTES) / 1e6, 1)],
    ['… and with them', figure(bytes / 1e6, 1)],
    ['… as the process sees it', figure((after - before) / 1e6, 1)],
    [`bound of ${mebibytes(SMALL_BOUND)} MiB: most that was held, in MiB`, mebibytes(Math.max(...full))],
  ]);
  return { table: shown, raw };
}

function held(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
