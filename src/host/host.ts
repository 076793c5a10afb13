/** What every feature of the host is given. */

import type { Uri } from 'vscode';

import type { EngineClient } from './engineClient';
import type { Log } from './log';
import type { Memory } from './memory';

/** The parts that features share; each feature keeps its own beside. */
export interface Host {
  readonly engine: EngineClient;
  readonly memory: Memory;
  readonly log: Log & { show(): void };
  /** Where the extension is installed. */
  readonly extensionUri: Uri;
}
