/** Opens a capture as `qoscope trace` does, filters it, and says how long that took: `openProgram FILE FILTER`. */

import { openCapture } from '../../../../src/engine/capture/openCapture';
import type { RowsWanted } from '../../../../src/shared/engineApi';
import { peakBytes } from '../../broker/processFigures';

/** What the program says; times in milliseconds. */
export interface OpeningFigures {
  readonly packets: number;
  /** How many deliveries the filter leaves. */
  readonly found: number;
  /** From the file's opening to the first filtered row. */
  readonly firstRow: number;
  /** The same from the start of the process on, Node's own start included. */
  readonly sinceStart: number;
  /** The same filter over all rows again, with the trace as it is. */
  readonly filter: number;
  /** A page of 200 rows from the middle. */
  readonly page: number;
  /** Most memory that the process held, in bytes. */
  readonly peak: number;
}

async function main(): Promise<void> {
  const [file = '', filter = ''] = process.argv.slice(2);
  const began = performance.now();
  const { trace } = await openCapture(file, { trace: 1, maximumBytes: 1024 * 1024 * 1024, ports: [] });
  const wanted: RowsWanted = {
    trace: 1,
    filter,
    order: 'time',
    descending: false,
    at: { position: 0 },
    limit: 1,
  };
  const { total } = trace.rowsPage(wanted);
  const sinceStart = performance.now();
  const firstRow = sinceStart - began;
  const { packets, deliveries } = trace.counts();
  const said: OpeningFigures = {
    packets,
    found: total,
    firstRow,
    sinceStart,
    filter: timed(() => trace.rowsPage({ ...wanted, filter: `${filter} && mqtt.qos == 1` })),
    page: timed(() => trace.rowsPage({ ...wanted, filter: '', at: { position: deliveries >> 1 }, limit: 200 })),
    // maxRSS would be the starting process's peak where that was higher: Linux hands it on.
    peak: peakBytes(process.pid),
  };
  process.stdout.write(JSON.stringify(said));
}

/** Of one run: a second one would find what the first has kept. */
function timed(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

void main(); // a failure ends the process with the error
