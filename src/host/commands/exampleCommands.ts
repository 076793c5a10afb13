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
    'qoscope.walkthrough': () => commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
    'qoscope.examples.openFile': () => openExample(),
    'qoscope.examples.openFolder': async (argument) => {
      const parent = scripted(argument)?.text('parent');
      if (parent === undefined) return openExampleFolder(host.examples);
      return (await copyExamples(host.examples, Uri.file(parent))).fsPath;
    },
  } satisfies Partial<CommandMap>;
}
