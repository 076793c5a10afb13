/** Commands of the first minutes: the walkthrough, and something to publish. */

import { commands, Uri } from 'vscode';

import { openExample } from '../examples/exampleDocuments';
import { copyExamples, openExampleFolder } from '../examples/exampleFolder';
import type { Host } from '../host';
import type { CommandMap } from './ids';
import { scripted } from './scripted';

/** The walkthrough of package.json, with the extension's id before it. */
const WALKTHROUGH = 'qoscope.qoscope#firstMinutes';

/** A scripted folder takes { parent }, copies the examples there, and gives the copy's path without opening it. */
export function exampleCommands(host: Host) {
  return {
    'qoscope.walkthrough': () => openWalkthrough(),
    'qoscope.examples.openFile': () => openExample(),
    'qoscope.examples.openFolder': async (argument) => {
      const parent = scripted(argument)?.text('parent');
      if (parent === undefined) return openExampleFolder(host.examples);
      return (await copyExamples(host.examples, Uri.file(parent))).fsPath;
    },
  } satisfies Partial<CommandMap>;
}

/**
 * VS Code learns of a walkthrough's steps when one is first opened, and never ticks a step whose event was over by then. So
 * each has a second event, which waits for this key: what was done before is ticked too.
 */
async function openWalkthrough(): Promise<void> {
  await commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false);
  await commands.executeCommand('setContext', 'qoscope.firstMinutes', true);
}
