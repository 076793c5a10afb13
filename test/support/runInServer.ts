/**
 * Runs the suite of test/vscode inside a VS Code server's extension host, opened by a headless Chromium: the way where
 * the desktop build cannot be downloaded. Its argument is the folder of the extension; with `--lowest` VS Code is the
 * oldest that package.json promises to run on. The status is the suite's.
 */

import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { CACHE, EXAMPLES, PROJECT, SUITE_IN_VSCODE } from '../../scripts/paths';
import type { VSCodeServer } from '../../scripts/vscodeServer/server';
import { launchChromium } from './chromium';
import { TestServer } from './vscode';

/** The suite puts it before each of its lines: the server hands the environment down to the extension host. */
const MARK = (process.env.QOSCOPE_SUITE_MARK = 'suite| ');

/** What the workbench said while the suite ran. */
const LOG = path.join(CACHE, 'logs/workbench.log');

/** Milliseconds until a suite that says nothing any more is given up. */
const PATIENCE = 600_000;

/** Hears of the suite's end; rejects when the page, the server or our patience ends first. */
function suiteStatus(page: Page, serverEnded: Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(what));
    setTimeout(fail, PATIENCE, `The suite did not end within ${PATIENCE / 1000} s.`).unref();
    page.once('crash', () => fail('The page that runs VS Code crashed.'));
    page.once('close', () => fail('The page that runs VS Code was closed.'));
    serverEnded.then(() => fail('The VS Code server ended before the suite did.'), reject);
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
  });
}

/** Shows the suite's lines and keeps all others in a file: the workbench talks, and mostly of modules left out here. */
function printer(log: WriteStream): (method: string, args: readonly unknown[]) => void {
  return (_, args) => {
    const text = format(...args);
    if (text.startsWith(MARK)) console.log(text.slice(MARK.length));
    else log.write(`${text}\n`);
  };
}

async function runSuite(page: Page, server: VSCodeServer, extension: string): Promise<number> {
  const status = suiteStatus(page, server.ended());
  await mkdir(path.dirname(LOG), { recursive: true });
  const log = createWriteStream(LOG);
  page.once('close', () => log.end());
  await page.exposeFunction('codeAutomationLog', printer(log));
  await page.goto(server.address({ folder: EXAMPLES, extension, tests: SUITE_IN_VSCODE }));
  return status;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { lowest: { type: 'boolean' } }, allowPositionals: true });
  const extension = path.resolve(positionals[0] ?? PROJECT);
  const testServer = await TestServer.start({}, { version: values.lowest === true ? 'lowest' : 'newest' });
  try {
    const browser = await launchChromium();
    try {
      return await runSuite(await browser.newPage(), testServer.server, extension);
    } finally {
      await browser.close();
    }
  } finally {
    await testServer.close();
  }
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
