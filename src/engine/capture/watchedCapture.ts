/** A capture as those see it who have opened it: how far it is read, what is to be said of it, and when it is whole. */

import { causeText } from '../../shared/causeText';
import type { OpenedCapture } from '../../shared/engineApi';
import type { Sentence } from '../../shared/sentences';
import { Throttle } from '../throttle';
import type { Timers } from '../timers';
import type { Trace } from '../trace/trace';
import { captureNotes } from './captureNotes';
import type { CaptureReading } from './captureReading';

/** What is told of a capture, and how often. */
export interface CaptureNews {
  readonly timers: Timers;
  /** Shortest time between two of them, in milliseconds. */
  readonly interval: number;
  /** Told while it is read, and in the end that it is whole; never after it was closed. */
  readonly tell: (capture: OpenedCapture) => void;
}

/** One opened capture. Close it. */
export class WatchedCapture {
  /** Resolves once it is whole; rejects with the reason that it was closed for. */
  readonly whole: Promise<void>;
  private notes: readonly Sentence[] = [];
  private readonly news: Throttle;

  /** `closing` ends the reading, with its reason. */
  constructor(
    private readonly reading: CaptureReading,
    private readonly closing: AbortSignal,
    private readonly parts: CaptureNews,
  ) {
    this.news = new Throttle(parts.interval, parts.timers, () => parts.tell(this.status()));
    reading.onProgress = () => this.news.ask();
    this.whole = Promise.race([this.readToEnd(), untilAborted(closing)]);
    this.whole.catch(() => this.news.close()); // for those who wait; there may be none
  }

  get trace(): Trace {
    return this.reading.trace;
  }

  /** As it stands now. */
  status(): OpenedCapture {
    return { counts: this.trace.counts(), reading: this.reading.progress, notes: this.notes };
  }

  private async readToEnd(): Promise<void> {
    const isTold = this.reading.progress !== null;
    try {
      this.notes = captureNotes(await this.reading.end);
    } catch (fault) {
      this.closing.throwIfAborted();
      // A fault of ours: what was read stands, as where the file had one.
      const offset = this.reading.bytesRead;
      this.notes = [{ code: 'capture.unreadable', args: { offset, cause: causeText(fault) } }];
    }
    this.news.close();
    if (isTold && !this.closing.aborted) this.parts.tell(this.status());
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
