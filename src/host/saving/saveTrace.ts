/** Saves a trace, or what a filter leaves of it, to a file that the person chooses. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { l10n, ProgressLocation, Uri, window, workspace } from 'vscode';

import type { ExportFormat } from '../../shared/engineApi';
import type { Engine } from '../engineClient';
import { count, size } from '../figures';
import { formatOf } from './exportFormat';
import { chooseFile } from './chooseFile';
import { offerSaved } from './offerSaved';

/** What is to be saved. */
export interface TraceToSave {
  readonly trace: number;
  /** An expression of the filter language; empty for all. */
  readonly filter: string;
  /** What the file is called unless the person says otherwise, without its ending. */
  readonly name: string;
}

/** What was written. */
export interface SavedTrace {
  readonly packets: number;
  readonly bytes: number;
}

/** Asks where to and in which format, saves, and says so. Rejects as trace.export does, or where the name has no known ending. */
export async function saveTraceAsking(engine: Engine, wanted: TraceToSave): Promise<void> {
  const file = await chooseFile(l10n.t('Save Trace'), `${wanted.name}.pcapng`, {
    [l10n.t('Capture for Wireshark')]: ['pcapng'],
    [l10n.t('JSON lines, one record each')]: ['jsonl'],
    [l10n.t('Table of packets')]: ['csv'],
  });
  if (file === undefined) return;
  const saving = { location: ProgressLocation.Window, title: l10n.t('Saving the trace…') };
  const saved = await window.withProgress(saving, () => saveTrace(engine, wanted, file));
  await offerSaved(file, savedInWords(saved, file));
}

/** Saves to that file, in the format of its ending. Rejects as trace.export does, or where the ending is not known. */
export async function saveTrace(
  engine: Engine,
  { trace, filter }: Pick<TraceToSave, 'trace' | 'filter'>,
  file: Uri,
): Promise<SavedTrace> {
  const format = formatOf(file.path);
  if (format === null) {
    throw new Error(l10n.t('The ending of the file says how the trace is saved: .pcapng, .jsonl or .csv.'));
  }
  const write = (target: string): Promise<SavedTrace> =>
    engine.request('trace.export', { trace, filter, format, file: target });
  return file.scheme === 'file' ? write(file.fsPath) : byDetour(format, file, write);
}

/** The engine knows the machine's own files alone: to any other file system VS Code takes them. */
async function byDetour(
  format: ExportFormat,
  file: Uri,
  write: (target: string) => Promise<SavedTrace>,
): Promise<SavedTrace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'qoscope-'));
  try {
    const detour = path.join(folder, `trace.${format}`);
    const saved = await write(detour);
    await workspace.fs.copy(Uri.file(detour), file, { overwrite: true });
    return saved;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function savedInWords({ packets, bytes }: SavedTrace, file: Uri): string {
  const name = path.posix.basename(file.path);
  return packets === 1
    ? l10n.t('Saved 1 packet to {0} ({1}).', name, size(bytes))
    : l10n.t('Saved {0} packets to {1} ({2}).', count(packets), name, size(bytes));
}
