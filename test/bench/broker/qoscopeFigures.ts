/** What the local broker's program says of itself. */

import type { CoreFigures } from '../../../src/engine/broker/core';
import type { TraceCounts } from '../../../src/shared/engineApi';

/** Taken after a garbage collection; memory in bytes. */
export interface QoScopeFigures {
  readonly rss: number;
  readonly heapUsed: number;
  readonly arrayBuffers: number;
  readonly trace: Pick<TraceCounts, 'packets' | 'dropped' | 'deliveries' | 'inFlight' | 'bytes'>;
  readonly broker: CoreFigures;
}
