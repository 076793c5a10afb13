/** An extension that does next to nothing: what VS Code charges for that is no fault of ours. */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Its id, as VS Code lists it. */
export const YARDSTICK_ID = 'qoscope-bench.yardstick';

/** The title of its one command, with its category. */
export const YARDSTICK_COMMAND = 'Yardstick: Open a Bare Page';

/** The element that its page shows. */
export const YARDSTICK_CONTENT = '#bare';

const MANIFEST = {
  name: 'yardstick',
  publisher: 'qoscope-bench',
  version: '1.0.0',
  engines: { vscode: '^1.104.0' },
  main: './extension.js',
  contributes: { commands: [{ command: 'yardstick.open', title: 'Open a Bare Page', category: 'Yardstick' }] },
};

const PROGRAM = `
const { commands, window } = require('vscode');
exports.activate = (context) => {
  const open = () => {
    const panel = window.createWebviewPanel('yardstick.page', 'Bare', 1, { enableScripts: true });
    panel.webview.html = '<!DOCTYPE html><p id="bare">bare</p>';
  };
  context.subscriptions.push(commands.registerCommand('yardstick.open', open));
};
`;

/** Installs it in the folder of a VS Code server that is yet to start. */
export async function installYardstick(home: string): Promise<void> {
  const folder = path.join(home, 'extensions', `${YARDSTICK_ID}-${MANIFEST.version}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(MANIFEST));
  await writeFile(path.join(folder, 'extension.js'), PROGRAM);
}
