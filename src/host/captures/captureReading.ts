/** One reading of a capture by the engine: from its opening, while it is read, until it is closed. */

import { EventEmitter, l10n, ProgressLocation, window, type Event, type Uri } from 'vscode';

import type { OpenedCapture } from '../../shared/engineApi';
import { QoScopeError } from '../../shared/sentences';
import { Disposable } from '../dispose';
import type { EngineClient } from '../engineClient';
import { reportTo, type Log } from '../log';
import { captureOptions } from '../settings';
import { withLocalFile } from './localFile';

/** The engine as a reading needs it. */
export type CaptureEngine = Pick<EngineClient, 'request' | 'onDidChangeCapture'>;

/** Dispose of it: the engine then reads no further, and forgets what it has read. */
export class CaptureReading extends Disposable {
  private readonly changing = this.register(new EventEmitter<OpenedCapture>());
  /** What is read by now has changed, or it is whole. */
  readonly onDidChange: Event<OpenedCapture> = this.changing.event;
  private readonly opening: Promise<OpenedCapture>;
  private latest: OpenedCapture | null = null;

  constructor(
    private readonly uri: Uri,
    private readonly name: string,
    private readonly engine: CaptureEngine,
    private readonly log: Log,
  ) {
    super();
    this.register(engine.onDidChangeCapture((capture) => this.hear(capture)));
    this.opening = new Promise((resolve, reject) => {
      const opened = (capture: OpenedCapture): void => {
        this.latest = capture;
        resolve(capture);
      };
      const failed = (error: Error): void => (this.latest === null ? reject(error) : log.error(error));
      this.readAll(opened).catch((cause: unknown) =>
        failed(cause instanceof Error ? cause : new Error(String(cause), { cause })),
      );
    });
  }

  /** The capture as the engine said last, once there is something of it. Rejects as trace.open does. */
  async opened(): Promise<OpenedCapture> {
    const first = await this.opening;
    return this.latest ?? first;
  }

  override dispose(): void {
    super.dispose();
    reportTo(this.log, this.close());
  }

  /** Resolves when nothing more is read of it: the person is told of the work as long as it goes on. */
  private async readAll(opened: (capture: OpenedCapture) => void): Promise<void> {
    const reading = { location: ProgressLocation.Window, title: l10n.t('Reading {0}…', this.name) };
    await window.withProgress(reading, () =>
      withLocalFile(this.uri, async (file) => {
        const capture = await this.engine.request('trace.open', { file, ...captureOptions() });
        opened(capture);
        if (capture.reading !== null) await this.untilWhole(capture);
      }),
    );
  }

  private async untilWhole({ counts }: OpenedCapture): Promise<void> {
    try {
      this.hear(await this.engine.request('trace.whole', { trace: counts.trace }));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  private hear(capture: OpenedCapture): void {
    if (capture.counts.trace !== this.latest?.counts.trace) return; // another capture's
    this.latest = capture;
    this.changing.fire(capture);
  }

  /** What is just being opened is closed once it is there. */
  private async close(): Promise<void> {
    const opened = await this.opening.catch(() => null); // who asked for it has been told
    if (opened === null) return;
    try {
      await this.engine.request('trace.close', { trace: opened.counts.trace });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

/** Whether the capture is closed, or the engine with all that it had read. */
function isGone(error: unknown): boolean {
  return error instanceof QoScopeError && GONE.has(error.code);
}

const GONE = new Set<string>(['trace.unknownTrace', 'engine.closed', 'engine.died']);
