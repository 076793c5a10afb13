/** Measures how our broker's time and memory grow: each step at a tenth and at its full size, each in a fresh process. */

import { runStream } from '../../load/messageStream';
import { OutOfTime, type Deadline } from '../deadline';
import { peakBytes } from '../processFigures';
import { startQoScope } from '../qoscope';
import type { QoScopeFigures } from '../qoscopeFigures';
import { figure, mebibytes, table } from '../table';
import type { GrowthStep } from './growthStep';

const HEADS = ['what', 'size', 'seconds', 'µs each', 'RSS MiB', 'peak MiB', 'log MiB', 'bytes each', 'then'];

/** The table; `share` of the full sizes is measured beside a tenth of that: 1 for the full figures. */
export async function measureGrowth(steps: readonly GrowthStep[], share: number, deadline: Deadline): Promise<string> {
  const rows = [HEADS];
  for (const step of steps) {
    for (const size of [(step.size * share) / 10, step.size * share])
      rows.push(await measureStep(step, size, deadline));
  }
  return table(rows);
}

async function measureStep(step: GrowthStep, size: number, deadline: Deadline): Promise<string[]> {
  const broker = await startQoScope();
  try {
    // What the first messages cost, in time and in the log's first chunks, belongs to no size.
    await deadline.bound(step.bound, () => runStream({ port: broker.port, qos: 1, messages: 20_000, window: 1_000 }));
    const before = await broker.figures();
    let full = before;
    const held = async (): Promise<void> => {
      full = await broker.figures();
    };
    const { seconds, things, then } = await deadline.bound(step.bound, () => step.run(broker, size, held));
    return [
      step.name,
      figure(size),
      figure(seconds, 2),
      figure((seconds * 1e6) / things, 1),
      mebibytes(full.rss),
      mebibytes(peakBytes(broker.pid)),
      mebibytes(full.trace.bytes),
      bytesEach(state(full) - state(before), size),
      then,
    ];
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    return [step.name, figure(size), error.message];
  } finally {
    await broker.stop();
  }
}

/** What is smaller than this, in bytes, says more of the garbage collector than of what is held. */
const NOISE = 4 * 1024 * 1024;

function bytesEach(bytes: number, size: number): string {
  return bytes < NOISE ? 'noise' : figure(bytes / size);
}

/** Bytes that are neither the packet log's nor the process's own. */
function state({ heapUsed, arrayBuffers, trace }: QoScopeFigures): number {
  return heapUsed + arrayBuffers - trace.bytes;
}
