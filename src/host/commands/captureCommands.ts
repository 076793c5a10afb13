/** Commands of capture files. */

import { commands, l10n, Uri, window } from 'vscode';

import { CAPTURE_EDITOR } from '../captures/captureEditors';
import type { Host } from '../host';
import type { CommandMap } from './ids';
import { scripted } from './scripted';

/** A scripted open takes { file }. */
export function captureCommands(host: Host) {
  return {
    'qoscope.trace.open': (argument) => open(argument),
    'qoscope.capture.reload': () => host.captures.active?.reload(),
  } satisfies Partial<CommandMap>;
}

/** Also takes the address of a file, as the explorer hands it over. */
async function open(argument: unknown): Promise<void> {
  const file = scripted(argument)?.text('file');
  const uri = argument instanceof Uri ? argument : file === undefined ? await chooseCapture() : Uri.file(file);
  if (uri !== undefined) await commands.executeCommand('vscode.openWith', uri, CAPTURE_EDITOR);
}

async function chooseCapture(): Promise<Uri | undefined> {
  const files = await window.showOpenDialog({
    title: l10n.t('Open Capture'),
    openLabel: l10n.t('Open Capture'),
    filters: { [l10n.t('Captures')]: ['pcapng', 'pcap'], [l10n.t('All files')]: ['*'] },
  });
  return files?.[0];
}
