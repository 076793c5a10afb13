/** A capture that an editor shows: a trace of its own in the engine, as long as one of its editors is open. */

import path from 'node:path';
import { EventEmitter, l10n, ProgressLocation, window, type CustomDocument, type Uri } from 'vscode';

import type { OpenedCapture } from '../../shared/engineApi';
import type { PageMemory } from '../../shared/panelApi';
import { QoScopeError } from '../../shared/sentences';
import { Disposable } from '../dispose';
import type { Engine } from '../engineClient';
import { reportTo, type Log } from '../log';
import { FIRST_PAGE } from '../memory';
import type { PageStore, PageSubject, ShownTrace } from '../panel/pageSubject';
import { captureOptions } from '../settings';
import { withLocalFile } from './localFile';

/** Reads its file when it is asked for the first time, and again after `reload`. */
export class CaptureDocument extends Disposable implements CustomDocument, PageSubject {
  private readonly reloading = this.register(new EventEmitter<void>());
  private opening: Promise<OpenedCapture> | null = null;

  /** Its pages have to begin anew. */
  readonly onDidReload = this.reloading.event;
  readonly store: PageStore = new SessionStore();

  constructor(
    readonly uri: Uri,
    private readonly engine: Engine,
    private readonly log: Log,
  ) {
    super();
  }

  /** The file's name without its folder. */
  get file(): string {
    return path.posix.basename(this.uri.path);
  }

  get name(): string {
    return path.posix.parse(this.uri.path).name;
  }

  async shown(): Promise<ShownTrace> {
    const { counts, notes } = await this.opened();
    return { trace: counts.trace, capture: { file: this.file, notes }, counts };
  }

  /** Reads the file again: it has grown, or the engine that had read it is gone. */
  reload(): void {
    this.forget();
    this.reloading.fire();
  }

  override dispose(): void {
    super.dispose();
    this.forget();
  }

  private opened(): Promise<OpenedCapture> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = null; // the next one who asks has it tried again
      throw error;
    });
    return this.opening;
  }

  private async open(): Promise<OpenedCapture> {
    const reading = { location: ProgressLocation.Window, title: l10n.t('Reading {0}…', this.file) };
    return window.withProgress(reading, () =>
      withLocalFile(this.uri, (file) => this.engine.request('trace.open', { file, ...captureOptions() })),
    );
  }

  /** What is still being read is closed once it is there. */
  private forget(): void {
    const { opening } = this;
    this.opening = null;
    if (opening !== null) reportTo(this.log, this.close(opening));
  }

  private async close(opening: Promise<OpenedCapture>): Promise<void> {
    const opened = await opening.catch(() => null); // who asked for it has been told
    if (opened === null) return;
    try {
      await this.engine.request('trace.close', { trace: opened.counts.trace });
    } catch (error) {
      if (!isGone(error)) throw error; // an engine that is gone has taken its traces along
    }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof QoScopeError && (error.code === 'engine.closed' || error.code === 'engine.died');
}

/** What the pages of a capture have open, as long as the capture is. */
class SessionStore implements PageStore {
  page: PageMemory = FIRST_PAGE;

  setPage(page: PageMemory): Promise<void> {
    this.page = page;
    return Promise.resolve();
  }
}
