/** The extension's entry: builds the parts, walks the contributions, and returns the API. */

import * as vscode from 'vscode';

import { EngineClient } from './host/engineClient';
import type { Host } from './host/host';
import { Memory } from './host/memory';
import { engineOptions } from './host/settings';

let engine: EngineClient | null = null;

/** Called by VS Code when a view of QoScope is shown or one of its commands runs. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('QoScope', { log: true });
  context.subscriptions.push(log);
  engine = new EngineClient(context.asAbsolutePath('dist/engine.js'), engineOptions, log);
  const host: Host = { engine, memory: new Memory(context.workspaceState), log, extensionUri: context.extensionUri };
  host.engine.start();
}

/** Called by VS Code when the window closes: every socket and the engine's thread end with it. */
export async function deactivate(): Promise<void> {
  await engine?.close();
}
