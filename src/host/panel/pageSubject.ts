/** What a page shows: the live trace, or a capture, which takes a while to open. */

import type { Event } from 'vscode';

import { LIVE_TRACE, type TraceCounts } from '../../shared/engineApi';
import type { PageCapture, PageMemory } from '../../shared/panelApi';
import { QoScopeError } from '../../shared/sentences';
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
  /** What `shown` gives has changed. The live trace's pages hear of it from the engine. */
  readonly onDidChange?: Event<ShownTrace>;
  /** The trace, once it is there; rejects where it cannot be had, and tries again when it is asked again. */
  shown(): Promise<ShownTrace>;
}

/** The engine as the live trace needs it. */
type LiveEngine = Pick<EngineClient, 'counts' | 'problem' | 'request'>;

/** The live trace. */
export function liveSubject(engine: LiveEngine, store: PageStore): PageSubject {
  return {
    store,
    name: 'trace',
    shown: async () => ({ trace: LIVE_TRACE, capture: null, counts: await countsOf(engine) }),
  };
}

/** A page that asks while the engine starts waits for its first words: without them it would say that it has stopped. */
async function countsOf(engine: LiveEngine): Promise<TraceCounts | null> {
  if (engine.counts !== null || engine.problem !== null) return engine.counts;
  try {
    return await engine.request('trace.counts', { trace: LIVE_TRACE });
  } catch (error) {
    if (error instanceof QoScopeError && error.code === 'engine.died') return null; // the page says so
    throw error;
  }
}
