/** Tells a person that something they asked for did not work. */

import { commands, l10n, window } from 'vscode';

import { reportTo, type Log } from './log';
import { errorInWords } from './words';

/** Logs the error and shows its sentence; does not wait for the person to close it. */
export function tellFailure(log: Log, error: unknown): void {
  log.error(error instanceof Error ? error : String(error));
  reportTo(log, show(error));
}

async function show(error: unknown): Promise<void> {
  const showLog = l10n.t('Show Log');
  const answer = await window.showErrorMessage(errorInWords(error), showLog);
  if (answer === showLog) await commands.executeCommand('qoscope.showLog');
}
