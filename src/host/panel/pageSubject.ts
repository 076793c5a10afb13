/** What a page shows: the live trace, or a capture, which takes a while to open. */

import { LIVE_TRACE, type TraceCounts } from '../../shared/engineApi';
import type { PageCapture, PageMemory } from '../../shared/panelApi';
import type { EngineClient } from '../engineClient';

/** Keeps what a page has open over its reloads. */
export interface PageStore {
  readonly page: PageMemory;
  setPage(page: PageMemory): Promise<void>;
}

/** A trace that is there to be shown. */
export interface ShownTrace {
  readonly trace: number;
  /** Null for the live trace. */
  readonly capture: PageCapture | null;
  /** Null while the engine is not running. */
  readonly counts: TraceCounts | null;
}

/** A trace as its pages need it. */
export interface PageSubject {
  readonly store: PageStore;
  /** What a file is called that the trace is saved to, without its ending. */
  readonly name: string;
  /** The trace, once it is there; rejects where it cannot be had, and tries again when it is asked again. */
  shown(): Promise<ShownTrace>;
}

/** The live trace. */
export function liveSubject(engine: Pick<EngineClient, 'counts'>, store: PageStore): PageSubject {
  return {
    store,
    name: 'trace',
    shown: () => Promise.resolve({ trace: LIVE_TRACE, capture: null, counts: engine.counts }),
  };
}
