/** What the suites inside VS Code's extension host share. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { extensions, workspace, type Event, type WorkspaceConfiguration } from 'vscode';
import type { QoScopeApi } from '../../src/host/api';
import { EngineClient } from '../../src/host/engineClient';
import { KeptLog } from './engineLog';

/** The extension's API; activates it. */
export async function qoscope(): Promise<QoScopeApi> {
  const extension = extensions.getExtension<QoScopeApi>('qoscope.qoscope');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** An engine beside the extension's own, as another window has one; whoever starts it closes it. */
export function startEngine(log = new KeptLog()): EngineClient {
  const script = path.join(extensions.getExtension('qoscope.qoscope')!.extensionPath, 'dist/engine.js');
  const engine = new EngineClient(script, () => ({ maximumTraceBytes: 16 * 1024 * 1024 }), log);
  engine.start();
  return engine;
}

/** The settings of the local broker as they are now. */
export function brokerSettings(): WorkspaceConfiguration {
  return workspace.getConfiguration('qoscope.localBroker');
}

/** Resolves when `holds` is true, looked at now and after each event. The test's time limit is its only end. */
export async function until(holds: () => boolean, ...events: readonly Event<unknown>[]): Promise<void> {
  if (holds()) return;
  await new Promise<void>((resolve) => {
    const listening = events.map((event) =>
      event(() => {
        if (!holds()) return;
        for (const listener of listening) listener.dispose();
        resolve();
      }),
    );
  });
}

/** The local broker on a free port, with our client connected to it and an empty trace. */
export async function startAfresh(): Promise<QoScopeApi> {
  const api = await qoscope();
  await api.restartEngine();
  await api.broker.start({ port: 0 });
  await api.connect();
  return api;
}
