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
import { buildHost } from './host/host';
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

/** The features; a new one joins here. The last may ask the person something, so all others stand by then. */
const CONTRIBUTIONS: readonly Contribution[] = [
  contexts,
  brokerStatus,
  engineNotice,
  brokerConfiguration,
  brokerSettingFaults,
  remoteNotice,
  connectionsView,
  handshakesView,
  findingsView,
  messageDocuments,
  exampleDocuments,
  firstMinutes,
  registerCommands,
  startOnOpen,
];

let engine: EngineClient | null = null;

/** Called by VS Code when a view of QoScope is shown or one of its commands runs. */
export function activate(context: vscode.ExtensionContext): QoScopeApi {
  const host = buildHost(context);
  engine = host.engine;
  for (const contribute of CONTRIBUTIONS) contribute(host, context);
  return apiOf(host);
}

/** Called by VS Code when the window closes: every socket and the engine's thread end with it. */
export async function deactivate(): Promise<void> {
  await engine?.close();
}
