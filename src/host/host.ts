/** What every feature of the host is given. */

import { Uri, window, type ExtensionContext, type LogOutputChannel, type SecretStorage } from 'vscode';

import { CaptureEditors } from './captures/captureEditors';
import { EngineClient } from './engineClient';
import { Memory } from './memory';
import { Pages } from './panel/pages';
import { SAVED_FILTERS_KEY, SavedFilters } from './savedFilters';
import { engineOptions } from './settings';
import { OutcomeStatus } from './status/outcomeStatus';
import { FindingsTree } from './views/findingsTree';
import { HandshakesTree } from './views/handshakesTree';

/** The parts that features share; each feature keeps its own beside. */
export interface Host {
  readonly engine: EngineClient;
  readonly memory: Memory;
  readonly secrets: SecretStorage;
  readonly log: LogOutputChannel;
  readonly outcome: OutcomeStatus;
  readonly handshakes: HandshakesTree;
  readonly findings: FindingsTree;
  readonly pages: Pages;
  readonly captures: CaptureEditors;
  /** The folder of the examples. */
  readonly examples: Uri;
}

/** Builds the parts, and has the engine start in a moment; all but the engine, which ends at deactivation, belong to `context`. */
export function buildHost(context: ExtensionContext): Host {
  const log = window.createOutputChannel('QoScope', { log: true });
  const engine = new EngineClient(context.asAbsolutePath('dist/engine.js'), engineOptions, log);
  const memory = new Memory(context.workspaceState);
  const outcome = new OutcomeStatus();
  const handshakes = new HandshakesTree(engine, log);
  const findings = new FindingsTree(engine, log);
  context.globalState.setKeysForSync([SAVED_FILTERS_KEY]);
  const pageParts = { engine, savedFilters: new SavedFilters(context.globalState), log };
  const pages = new Pages(pageParts, memory, context.extensionUri);
  const captures = new CaptureEditors(pageParts, context.extensionUri);
  context.subscriptions.push(log, outcome, handshakes, findings, pages, captures);
  engine.startSoon();
  const examples = Uri.joinPath(context.extensionUri, 'examples');
  return { engine, memory, secrets: context.secrets, log, outcome, handshakes, findings, pages, captures, examples };
}
