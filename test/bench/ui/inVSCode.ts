/** The extension in a real VS Code: how long it takes to activate by VS Code's own profile, and how soon its page stands. */

import { VSCodeWindow } from '../../support/vscode';

/** Milliseconds. */
export interface InVSCodeFigures {
  /** As VS Code lists it among its running extensions. */
  readonly activation: number;
  /** From the command to the page's first content, the typing of the command and VS Code's start of the webview included. */
  readonly page: number;
}

/** Opens VS Code with the extension as it was built last, and lets it activate. */
export async function measureInVSCode(): Promise<InVSCodeFigures> {
  const window = await VSCodeWindow.open({ settings: { 'qoscope.localBroker.port': 0 } });
  try {
    await window.runCommand('MQTT: Start Local Broker');
    await window.statusBar(/MQTT \d+/).waitFor();
    const page = await openPage(window);
    return { activation: await activationTime(window), page };
  } finally {
    await window.close();
  }
}

async function openPage(window: VSCodeWindow): Promise<number> {
  const begun = performance.now();
  await window.runCommand('MQTT: Open QoS Page in Editor');
  await window.webview().locator('.bar').waitFor();
  return performance.now() - begun;
}

async function activationTime(window: VSCodeWindow): Promise<number> {
  await window.runCommand('Developer: Show Running Extensions');
  const extension = window.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'QoScope' });
  const text = await extension.locator('.activation-time').innerText();
  const found = /([\d.,]+)\s*ms/.exec(text)?.[1];
  if (found === undefined) throw new Error(`VS Code says no time of activation, but "${text}".`);
  return Number(found.replace(',', ''));
}
