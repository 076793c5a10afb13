/** All traces of the engine by their number: the live one, and captures that were opened. */

import { LIVE_TRACE, type OpenedCapture, type TraceRequests } from '../shared/engineApi';
import { QoScopeError } from '../shared/sentences';
import { captureNotes } from './capture/captureNotes';
import { openCapture } from './capture/openCapture';
import type { Trace } from './trace/trace';

/** What the traces are kept with. */
export interface TracesParts {
  readonly live: Trace;
  /** What each opened capture may hold, in bytes. */
  readonly maximumBytes: number;
}

/** Hands out traces; numbers are never used again. */
export class Traces {
  private readonly byNumber: Map<number, Trace>;
  private readonly closing = new AbortController();
  private next = LIVE_TRACE + 1;

  constructor(private readonly parts: TracesParts) {
    this.byNumber = new Map([[LIVE_TRACE, parts.live]]);
  }

  /** Throws trace.unknownTrace. */
  get(trace: number): Trace {
    const found = this.byNumber.get(trace);
    if (found === undefined) throw new QoScopeError('trace.unknownTrace', { trace });
    return found;
  }

  /** Reads a capture into a trace of its own. Rejects with capture.… where nothing can be read, or engine.closed. */
  async open({ file, ports, keyLog }: TraceRequests['trace.open']['params']): Promise<OpenedCapture> {
    const trace = this.next++;
    const { maximumBytes } = this.parts;
    const capture = await openCapture(file, { trace, maximumBytes, ports, keyLog, signal: this.closing.signal });
    this.byNumber.set(trace, capture.trace);
    return { counts: capture.trace.counts(), notes: captureNotes(capture) };
  }

  /** Forgets an opened capture. Without effect for one that is not open, and for the live trace. */
  close(trace: number): void {
    if (trace === LIVE_TRACE) return;
    this.byNumber.get(trace)?.close();
    this.byNumber.delete(trace);
  }

  /** Ends them all, and the reading of those that are being opened. */
  closeAll(): void {
    this.closing.abort();
    for (const trace of this.byNumber.values()) trace.close();
  }
}
