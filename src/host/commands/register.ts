/** All commands in one typed map, and how their failures reach the person. */

import { commands } from 'vscode';

import type { Contribution } from '../contribution';
import { tellFailure } from '../failures';
import type { Host } from '../host';
import { brokerCommands } from './brokerCommands';
import { captureCommands } from './captureCommands';
import { certificateCommands } from './certificateCommands';
import { connectionCommands } from './connectionCommands';
import { deliveryCommands } from './deliveryCommands';
import { exampleCommands } from './exampleCommands';
import { findingCommands } from './findingCommands';
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
    ...captureCommands(host),
    ...certificateCommands(host),
    ...connectionCommands(host),
    ...deliveryCommands(host),
    ...exampleCommands(host),
    ...findingCommands(host),
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
      tellFailure(host.log, error);
      return undefined;
    }
  };
}
