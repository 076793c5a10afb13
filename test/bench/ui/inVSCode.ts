/**
 * The extension in a real VS Code, beside one that does nothing: how long each takes to activate by VS Code's own
 * profile, and how soon its page stands. Every start is a fresh server, profile and browser.
 */

import { VSCodeWindow } from '../../support/vscode';
import { installYardstick, YARDSTICK_COMMAND, YARDSTICK_CONTENT, YARDSTICK_ID } from './yardstick';

/** Milliseconds, as `Developer: Startup Performance` says them: whole ones. */
export interface Activation {
  readonly loadCode: number;
  readonly callActivate: number;
  readonly finishActivate: number;
}

/** One extension in one start of VS Code; milliseconds. */
export interface ExtensionFigures {
  readonly activation: Activation;
  /** From Enter in the palette to the first content, VS Code's start of the webview included; the extension is active. */
  readonly page: number;
}

/** One start. */
export interface VSCodeFigures {
  readonly ours: ExtensionFigures;
  readonly yardstick: ExtensionFigures;
}

const OUR_ID = 'qoscope.qoscope';

/** How long a fresh workbench is left to itself, so that its own start is not measured with ours, in milliseconds. */
const SETTLING = 5000;

/** Opens VS Code `starts` times with the extension as it was built last. */
export async function measureInVSCode(starts: number): Promise<VSCodeFigures[]> {
  const figures: VSCodeFigures[] = [];
  for (let start = 0; start < starts; start++) figures.push(await measureOnce(start % 2 === 0));
  return figures;
}

/** Each page is opened twice and measured the second time: the first also pays for VS Code's very first webview, and for activating. */
async function measureOnce(oursFirst: boolean): Promise<VSCodeFigures> {
  const window = await VSCodeWindow.open({ settings: { 'qoscope.localBroker.port': 0 }, prepare: installYardstick });
  try {
    await window.page.waitForTimeout(SETTLING);
    const ours = (): Promise<number> =>
      openPage(window, 'MQTT: Open QoS Page in Editor', '.bar-live > span:last-child');
    const bare = (): Promise<number> => openPage(window, YARDSTICK_COMMAND, YARDSTICK_CONTENT);
    await bare();
    await ours();
    const pages = oursFirst ? { ours: await ours(), bare: await bare() } : { bare: await bare(), ours: await ours() };
    const profile = await startupProfile(window);
    return {
      ours: { activation: activationOf(profile, OUR_ID), page: pages.ours },
      yardstick: { activation: activationOf(profile, YARDSTICK_ID), page: pages.bare },
    };
  } finally {
    await window.close();
  }
}

/** Leaves the window without the page, as it was before. */
async function openPage(window: VSCodeWindow, command: string, content: string): Promise<number> {
  await window.typeCommand(command);
  const begun = performance.now();
  await window.page.keyboard.press('Enter');
  await window.webview().locator(content).waitFor();
  const time = performance.now() - begun;
  await window.runCommand('View: Close All Editors');
  await window.page.locator('iframe.webview').waitFor({ state: 'detached' });
  return time;
}

/** VS Code shows its profile in an editor, of which only the lines in sight stand in the document: it is copied as a whole. */
async function startupProfile(window: VSCodeWindow): Promise<string> {
  await window.runCommand('Developer: Startup Performance');
  const lines = window.page.locator('.monaco-editor .view-lines');
  await lines.getByText('System Info').waitFor();
  await lines.click();
  await window.page.keyboard.press('Control+A');
  await window.page.keyboard.press('Control+C');
  return window.page.evaluate('navigator.clipboard.readText()');
}

function activationOf(profile: string, id: string): Activation {
  const row = profile.split('\n').find((line) => line.startsWith(`| ${id} `));
  const [loadCode, callActivate, finishActivate] = (row ?? '').split('|').slice(3, 6).map(Number);
  if (loadCode === undefined || callActivate === undefined || finishActivate === undefined) {
    throw new Error(`VS Code's profile says nothing of ${id}:\n${profile}`);
  }
  return { loadCode, callActivate, finishActivate };
}
