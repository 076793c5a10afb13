/** The entry of the suite inside VS Code's extension host, for both of its launchers. */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { Reporter } from '../support/reporter';

/** What the launcher tells the suite's lines from the workbench's many by; nothing on a desktop. */
const MARK = process.env.QOSCOPE_SUITE_MARK ?? '';

Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
  for (const line of format(...args).split('\n')) console.log('%s', MARK + line);
};

/** Runs every *.test.js in this folder and below; rejects when one fails or when there is none. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ reporter: Reporter, timeout: 20_000, forbidOnly: true, failZero: true, color: false });
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.js')).sort())
    mocha.addFile(path.join(__dirname, file));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the tests inside VS Code failed.`);
}
