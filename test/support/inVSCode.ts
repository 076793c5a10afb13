/** What the suites inside VS Code's extension host share. */

import assert from 'node:assert/strict';
import { extensions, type Event } from 'vscode';
import type { QoScopeApi } from '../../src/host/api';

/** The extension's API; activates it. */
export async function qoscope(): Promise<QoScopeApi> {
  const extension = extensions.getExtension<QoScopeApi>('qoscope.qoscope');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
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
