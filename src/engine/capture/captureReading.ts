/**
 * A capture that is being read: a trace that grows, in slices so short that whatever else its thread has to do comes in
 * between, the traffic of the local broker as well as questions about what was read so far.
 */

import { setImmediate as othersTurn } from 'node:timers/promises';
import { causeText } from '../../shared/causeText';
import type { CaptureProgress } from '../../shared/engineApi';
import { QoScopeError, type Sentence } from '../../shared/sentences';
import type { Trace } from '../trace/trace';
import { CaptureImport, type Capture, type CaptureOptions } from './captureImport';
import type { CaptureSource, OpenSource } from './captureSource';
import { FileChunks } from './fileChunks';
import { KeyLog } from './tls/keyLog';
import { readKeyLog } from './tls/readKeyLog';

/** After so many milliseconds the others of the thread have their turn. */
const TURN = 3;

/** So many bytes are read before the time is looked at. */
const SLICE = 32 * 1024;

/** How a capture is opened. */
export interface ReadingOptions extends Omit<CaptureOptions, 'keys'> {
  /** A file of TLS keys, or null. */
  readonly keyLog?: string | null;
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal;
  /** Files of the disk without it. */
  readonly openSource?: OpenSource | undefined;
}

/** One reading of one file. */
export class CaptureReading {
  /**
   * The capture as it is once nothing more can be read. What could be read before a fault is in it, with the reason.
   * Rejects with the signal's reason.
   */
  readonly end: Promise<Capture>;
  /** Called after each piece but the first. */
  onProgress: () => void = () => undefined;
  private readonly capture: CaptureImport;
  private read = 0;
  private isOver = false;

  private constructor(
    private readonly file: string,
    private readonly source: CaptureSource,
    keys: KeyLog,
    private readonly options: ReadingOptions,
    private readonly began: () => void,
  ) {
    this.capture = new CaptureImport({ ...options, keys });
    this.end = this.readAll();
  }

  /**
   * Resolves as soon as the beginning of the file is in the trace, where that is larger than one piece, else with its end.
   * Rejects with capture.cannotOpen, capture.notCapture or capture.compressed where there is nothing to read, with
   * capture.badKeyLog, and with the signal's reason.
   */
  static async begin(file: string, options: ReadingOptions): Promise<CaptureReading> {
    const keys = typeof options.keyLog === 'string' ? await readKeyLog(options.keyLog) : new KeyLog();
    const openSource = options.openSource ?? ((name) => FileChunks.open(name));
    const source = await openSource(file).catch((cause: unknown) => {
      throw cannotOpen(file, cause);
    });
    return new Promise((resolve, reject) => {
      const began = (): void => resolve(reading);
      const reading = new CaptureReading(file, source, keys, options, began);
      reading.end.then(began, reject);
    });
  }

  /** What was read so far. Until the first packet it is an empty trace, which another one follows. */
  get trace(): Trace {
    return this.capture.trace;
  }

  /** How far it is; null once nothing more can be read. A file that has grown is as large as what was read of it. */
  get progress(): CaptureProgress | null {
    const { read, source } = this;
    return this.isOver ? null : { read, size: Math.max(read, source.size) };
  }

  /** How far it came, in bytes. */
  get bytesRead(): number {
    return this.read;
  }

  private async readAll(): Promise<Capture> {
    try {
      for (;;) {
        const { chunk, failure } = await this.nextChunk();
        this.options.signal?.throwIfAborted();
        const problem = failure ?? (await this.take(chunk));
        if (problem !== null || chunk.length === 0) return this.capture.end(problem);
        if (this.read > chunk.length) this.onProgress(); // of the first piece the answer tells
      }
    } finally {
      await this.source.close().finally(() => (this.isOver = true));
    }
  }

  /** Where the file can be read no further, an empty piece and why. */
  private async nextChunk(): Promise<{ readonly chunk: Uint8Array; readonly failure: Sentence | null }> {
    try {
      return { chunk: await this.source.next(), failure: null };
    } catch (cause) {
      if (this.read === 0) throw cannotOpen(this.file, cause);
      const failure = { code: 'capture.unreadable', args: { offset: this.read, cause: causeText(cause) } } as const;
      return { chunk: NOTHING, failure };
    }
  }

  /** Gives why nothing behind it can be read, or null. */
  private async take(chunk: Uint8Array): Promise<Sentence | null> {
    let began = performance.now();
    for (let start = 0; start < chunk.length; start += SLICE) {
      const slice = chunk.subarray(start, start + SLICE);
      const problem = this.push(slice, this.source.room + start);
      if (problem !== null) return problem;
      this.read += slice.length;
      if (this.source.size > chunk.length) this.began();
      if (performance.now() - began < TURN) continue;
      await othersTurn();
      this.options.signal?.throwIfAborted();
      began = performance.now();
    }
    return null;
  }

  private push(slice: Uint8Array, room: number): Sentence | null {
    try {
      this.capture.push(slice, room);
      return null;
    } catch (error) {
      if (!(error instanceof QoScopeError) || NOTHING_READ.has(error.code)) throw error;
      return { code: error.code, args: error.args };
    }
  }
}

const NOTHING = new Uint8Array();

const NOTHING_READ = new Set<string>(['capture.notCapture', 'capture.compressed']);

function cannotOpen(file: string, cause: unknown): QoScopeError {
  return new QoScopeError('capture.cannotOpen', { file, cause: causeText(cause) }, { cause });
}
