/** All traces of the engine by their number: the live one, and captures that were opened. */

import { LIVE_TRACE, type OpenedCapture, type TraceRequests } from '../shared/engineApi';
import { QoScopeError } from '../shared/sentences';
import { CaptureReading } from './capture/captureReading';
import type { OpenSource } from './capture/captureSource';
import { WatchedCapture, type CaptureNews } from './capture/watchedCapture';
import type { Trace } from './trace/trace';

/** What the traces are kept with. */
export interface TracesParts {
  readonly live: Trace;
  /** What each opened capture may hold, in bytes. */
  readonly maximumBytes: number;
  /** Of captures that are being read. */
  readonly news: CaptureNews;
  /** Files of the disk without it. */
  readonly openSource?: OpenSource | undefined;
}

interface Opened {
  readonly capture: WatchedCapture;
  readonly closing: AbortController;
}

/** Hands out traces; numbers are never used again. */
export class Traces {
  private readonly captures = new Map<number, Opened>();
  private readonly closing = new AbortController();
  private next = LIVE_TRACE + 1;

  constructor(private readonly parts: TracesParts) {}

  /** Throws trace.unknownTrace. */
  get(trace: number): Trace {
    return trace === LIVE_TRACE ? this.parts.live : this.capture(trace).trace;
  }

  /**
   * Begins to read a capture into a trace of its own, and resolves once its beginning is in that. Rejects with capture.…
   * where nothing can be read, or engine.closed.
   */
  async open({ file, ...how }: TraceRequests['trace.open']['params']): Promise<OpenedCapture> {
    const trace = this.next++;
    const { maximumBytes, openSource, news } = this.parts;
    const closing = new AbortController();
    const signal = AbortSignal.any([this.closing.signal, closing.signal]);
    const reading = await CaptureReading.begin(file, { trace, maximumBytes, ...how, signal, openSource });
    signal.throwIfAborted();
    const capture = new WatchedCapture(reading, signal, news);
    this.captures.set(trace, { capture, closing });
    if (reading.progress === null) await capture.whole;
    return capture.status();
  }

  /** A trace of which nothing is read from a file any more. Rejects with trace.unknownTrace where it is closed before, or engine.closed. */
  async whole(trace: number): Promise<Trace> {
    if (trace !== LIVE_TRACE) await this.capture(trace).whole;
    return this.get(trace);
  }

  /** A capture once it is whole. Rejects as `whole` does, and with trace.unknownTrace for the live trace. */
  async wholeCapture(trace: number): Promise<OpenedCapture> {
    const capture = this.capture(trace);
    await capture.whole;
    return capture.status();
  }

  /** Forgets an opened capture, and reads no more of it. Without effect for one that is not open, and for the live trace. */
  close(trace: number): void {
    const opened = this.captures.get(trace);
    if (opened === undefined) return;
    this.captures.delete(trace);
    opened.closing.abort(unknown(trace));
    opened.capture.trace.close();
  }

  /** Ends them all, and the reading of those that are being opened. */
  closeAll(): void {
    this.closing.abort(new QoScopeError('engine.closed'));
    this.parts.live.close();
    for (const { capture } of this.captures.values()) capture.trace.close();
  }

  private capture(trace: number): WatchedCapture {
    const opened = this.captures.get(trace);
    if (opened === undefined) throw unknown(trace);
    return opened.capture;
  }
}

function unknown(trace: number): QoScopeError {
  return new QoScopeError('trace.unknownTrace', { trace });
}
