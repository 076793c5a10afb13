/** All commands in one typed map, and how their failures reach the person. */

import { commands, l10n, window } from 'vscode';

import type { Contribution } from '../contribution';
import type { Host } from '../host';
import { reportTo } from '../log';
import { errorInWords } from '../words';
import { brokerCommands } from './brokerCommands';
import { certificateCommands } from './certificateCommands';
import { connectionCommands } from './connectionCommands';
import { COMMAND_IDS, type CommandHandler, type CommandMap } from './ids';
import { laboratoryCommands } from './laboratoryCommands';
import { publishCommands } from './publishCommands';
import { scripted } from './scripted';
import { traceCommands } from './traceCommands';

/** Registers every command. */
export const registerCommands: Contribution = (host, context) => {
  const map = commandMap(host);
  for (const id of COMMAND_IDS) context.subscriptions.push(commands.registerCommand(id, reported(host, map[id])));
};

function commandMap(host: Host): CommandMap {
  return {
    ...brokerCommands(host),
    ...certificateCommands(host),
    ...connectionCommands(host),
    ...laboratoryCommands(host),
    ...publishCommands(host),
    ...traceCommands(host),
    'qoscope.openPage': () => host.pages.openTab(),
    'qoscope.engine.restart': () => host.engine.restart(),
    'qoscope.showLog': () => host.log.show(),
  };
}

/** A person is told why a command failed; a script gets the error itself. */
function reported(host: Host, handler: CommandHandler): CommandHandler {
  return async (argument) => {
    try {
      return await handler(argument);
    } catch (error) {
      if (scripted(argument) !== null) throw error;
      host.log.error(error instanceof Error ? error : String(error));
      reportTo(host.log, tell(host, error));
      return undefined;
    }
  };
}

async function tell({ log }: Host, error: unknown): Promise<void> {
  const showLog = l10n.t('Show Log');
  const answer = await window.showErrorMessage(errorInWords(error), showLog);
  if (answer === showLog) log.show();
}
