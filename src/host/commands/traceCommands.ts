/** Commands of the live trace and of its view. */

import { commands, Uri } from 'vscode';

import { LIVE_TRACE } from '../../shared/engineApi';
import type { Host } from '../host';
import { saveTrace, saveTraceAsking, type SavedTrace } from '../saving/saveTrace';
import type { CommandMap } from './ids';
import { scripted } from './scripted';

/** A scripted save takes { file, filter, trace } and gives how much was written. */
export function traceCommands(host: Host) {
  return {
    'qoscope.trace.clear': () => clear(host),
    'qoscope.trace.pause': () => host.engine.request('trace.pause', { trace: LIVE_TRACE, paused: true }),
    'qoscope.trace.resume': () => host.engine.request('trace.pause', { trace: LIVE_TRACE, paused: false }),
    'qoscope.trace.export': (argument) => save(host, argument),
    'qoscope.handshakes.showNew': () => showNew(host),
    'qoscope.handshakes.older': () => host.handshakes.showOlder(),
  } satisfies Partial<CommandMap>;
}

async function clear(host: Host): Promise<void> {
  await host.engine.request('trace.clear', { trace: LIVE_TRACE });
  host.handshakes.reset();
  host.findings.reset();
}

/** Of the trace that the person looks at: a capture's where its editor has the focus. */
async function save(host: Host, argument: unknown): Promise<SavedTrace | undefined> {
  const script = scripted(argument);
  const file = script?.text('file');
  const { active } = host.captures;
  const trace = script?.whole('trace', Number.MAX_SAFE_INTEGER) ?? (await active?.shown())?.trace ?? LIVE_TRACE;
  const wanted = { trace, filter: script?.text('filter') ?? '' };
  if (file !== undefined) return saveTrace(host.engine, wanted, Uri.file(file));
  await saveTraceAsking(host.engine, { ...wanted, name: active?.name ?? 'trace' });
  return undefined;
}

/** VS Code closes rows by a command that it has only while the view is drawn. */
async function showNew({ handshakes }: Host): Promise<void> {
  if (handshakes.visible) await commands.executeCommand('workbench.actions.treeView.qoscope.handshakes.collapseAll');
  await handshakes.showNew();
}
