/**
 * Opens a capture as the extension does, filters it while it is read, and says how long that took: `openProgram FILE
 * FILTER`. The first line of what it prints stands there as soon as there is a filtered row, the second once the whole file
 * is read and filtered; the third has the figures.
 */

import { CaptureReading } from '../../../../src/engine/capture/captureReading';
import type { RowsWanted } from '../../../../src/shared/engineApi';
import { peakBytes } from '../../broker/processFigures';

/** What the program says; times in milliseconds. */
export interface OpeningFigures {
  readonly packets: number;
  /** How many deliveries the filter leaves. */
  readonly found: number;
  /** From the file's opening to the first filtered row. */
  readonly firstRow: number;
  /** From the file's opening until all of it is read and filtered. */
  readonly whole: number;
  /** How long others of the thread waited for their turn meanwhile, 99 times of 100. */
  readonly wait99: number;
  /** The longest such wait. */
  readonly waitLongest: number;
  /** The same filter over all rows again, with the trace as it is. */
  readonly filter: number;
  /** A page of 200 rows from the middle. */
  readonly page: number;
  /** Most memory that the process held, in bytes. */
  readonly peak: number;
}

async function main(): Promise<void> {
  const [file = '', filter = ''] = process.argv.slice(2);
  const wanted: RowsWanted = { trace: 1, filter, order: 'time', descending: false, at: { position: 0 }, limit: 1 };
  const began = performance.now();
  const reading = await CaptureReading.begin(file, { trace: 1, maximumBytes: 1024 * 1024 * 1024, ports: [] });
  const waits = new Waits();
  let firstRow = NaN;
  const look = (): void => {
    if (!Number.isNaN(firstRow) || reading.trace.rowsPage(wanted).total === 0) return;
    firstRow = performance.now() - began;
    process.stdout.write('a row\n');
  };
  look();
  reading.onProgress = look;
  const { trace } = await reading.end;
  waits.end();
  look();
  const { total } = trace.rowsPage(wanted);
  const whole = performance.now() - began;
  process.stdout.write('all rows\n');
  const { packets, deliveries } = trace.counts();
  const said: OpeningFigures = {
    packets,
    found: total,
    firstRow,
    whole,
    wait99: waits.percentile(0.99),
    waitLongest: waits.percentile(1),
    filter: timed(() => trace.rowsPage({ ...wanted, filter: `${filter} && mqtt.qos == 1` })),
    page: timed(() => trace.rowsPage({ ...wanted, filter: '', at: { position: deliveries >> 1 }, limit: 200 })),
    // maxRSS would be the starting process's peak where that was higher: Linux hands it on.
    peak: peakBytes(process.pid),
  };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

/** How much later than a millisecond others have their turn who ask for one after that. */
class Waits {
  private readonly all: number[] = [];
  private last = performance.now();
  private readonly asking = setInterval(() => this.turn(), 1);

  end(): void {
    clearInterval(this.asking);
  }

  /** A share from 0 to 1 of the waits was no longer than this, in milliseconds. */
  percentile(share: number): number {
    const sorted = this.all.sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
  }

  private turn(): void {
    const now = performance.now();
    this.all.push(Math.max(0, now - this.last - 1));
    this.last = now;
  }
}

/** Of one run: a second one would find what the first has kept. */
function timed(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

void main(); // a failure ends the process with the error
