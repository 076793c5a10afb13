/** The extension's entry: builds the parts, walks the contributions, and returns the API. */

import type * as vscode from 'vscode';

import { apiOf, type QoScopeApi } from './host/api';
import { brokerConfiguration } from './host/broker/configuration';
import { brokerSettingFaults } from './host/broker/settingFaults';
import { remoteNotice } from './host/broker/remote';
import { startOnOpen } from './host/broker/startOnOpen';
import { registerCommands } from './host/commands/register';
import type { Contribution } from './host/contribution';
import type { EngineClient } from './host/engineClient';
import { buildHost, type Host } from './host/host';
import { brokerStatus } from './host/status/brokerStatus';
import { contexts } from './host/status/contexts';
import { engineNotice } from './host/status/engineNotice';
import { firstMinutes } from './host/status/firstMinutes';
import {
  connectionsView,
  exampleDocuments,
  findingsView,
  handshakesView,
  messageDocuments,
} from './host/views/register';

/** The features that VS Code may ask for as soon as it has activated the extension; a new view or command joins here. */
const AT_ONCE: readonly Contribution[] = [
  connectionsView,
  handshakesView,
  findingsView,
  messageDocuments,
  exampleDocuments,
  registerCommands,
];

/** The features that nobody misses for a moment. The last may ask the person something, so all others stand by then. */
const IN_A_MOMENT: readonly Contribution[] = [
  contexts,
  brokerStatus,
  engineNotice,
  brokerConfiguration,
  brokerSettingFaults,
  remoteNotice,
  firstMinutes,
  startOnOpen,
];

let engine: EngineClient | null = null;

/** Called by VS Code when a view of QoScope is shown or one of its commands runs, which wait until it returns. */
export function activate(context: vscode.ExtensionContext): QoScopeApi {
  const host = buildHost(context);
  engine = host.engine;
  for (const contribute of AT_ONCE) contribute(host, context);
  const waiting = setImmediate(contributeRest, host, context);
  context.subscriptions.push({ dispose: () => clearImmediate(waiting) });
  return apiOf(host);
}

/** One that fails must not take the others with it: no caller is left who would hear of it. */
function contributeRest(host: Host, context: vscode.ExtensionContext): void {
  for (const contribute of IN_A_MOMENT) {
    try {
      contribute(host, context);
    } catch (error) {
      host.log.error(error instanceof Error ? error : String(error));
    }
  }
}

/** Called by VS Code when the window closes: every socket and the engine's thread end with it. */
export async function deactivate(): Promise<void> {
  await engine?.close();
}
