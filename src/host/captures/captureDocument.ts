/** A capture that an editor shows: a trace of its own in the engine, as long as one of its editors is open. */

import path from 'node:path';
import { EventEmitter, type CustomDocument, type Uri } from 'vscode';

import type { OpenedCapture } from '../../shared/engineApi';
import { FIRST_PAGE, type PageMemory } from '../../shared/panelApi';
import { Disposable } from '../dispose';
import type { Log } from '../log';
import type { PageStore, PageSubject, ShownTrace } from '../panel/pageSubject';
import { CaptureReading, type CaptureEngine } from './captureReading';

/** Reads its file when it is asked for the first time, and again after `reload`. */
export class CaptureDocument extends Disposable implements CustomDocument, PageSubject {
  private readonly reloading = this.register(new EventEmitter<void>());
  private readonly changing = this.register(new EventEmitter<ShownTrace>());
  private reading: CaptureReading | null = null;

  /** Its pages have to begin anew. */
  readonly onDidReload = this.reloading.event;
  readonly onDidChange = this.changing.event;
  readonly store: PageStore = new SessionStore();

  constructor(
    readonly uri: Uri,
    private readonly engine: CaptureEngine,
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

  /** As far as it has been read. */
  async shown(): Promise<ShownTrace> {
    const reading = (this.reading ??= this.read());
    try {
      return this.asShown(await reading.opened());
    } catch (error) {
      if (this.reading === reading) this.forget(); // the next one who asks has it tried again
      throw error;
    }
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

  private read(): CaptureReading {
    const reading = new CaptureReading(this.uri, this.file, this.engine, this.log);
    reading.onDidChange((opened) => this.changing.fire(this.asShown(opened)));
    return reading;
  }

  private asShown({ counts, reading, notes }: OpenedCapture): ShownTrace {
    return { trace: counts.trace, capture: { file: this.file, reading, notes }, counts };
  }

  private forget(): void {
    this.reading?.dispose();
    this.reading = null;
  }
}

/** What the pages of a capture have open, as long as the capture is. */
class SessionStore implements PageStore {
  page: PageMemory = FIRST_PAGE;

  setPage(page: PageMemory): Promise<void> {
    this.page = page;
    return Promise.resolve();
  }
}
