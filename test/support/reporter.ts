/**
 * Mocha's own `spec`, ending with one line that a person or a script finds at once. Where the environment names a file
 * (see `FAILURES_FILE`), what failed is written there too, so that a run of many suites can end with it.
 */

import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';
import { FAILURES_FILE } from '../../scripts/paths';

const { Base } = Mocha.reporters;

/** The last line of a suite: `12 passed, 0 failed`, and the skipped ones where there are any. */
function summary({ passes, failures, pending }: Mocha.Stats): string {
  const skipped = pending > 0 ? `, ${pending} skipped` : '';
  return `${passes} passed, ${failures} failed${skipped}`;
}

/** Does something, and gives what it printed: it is printed all the same. */
function printed(print: () => void): string {
  const lines: string[] = [];
  const log = Base.consoleLog;
  Base.consoleLog = (...args: unknown[]) => {
    lines.push(format(...args));
    log(...args);
  };
  try {
    print();
  } finally {
    Base.consoleLog = log;
  }
  return lines.join('\n');
}

/** Named by path on mocha's command line, and as a class inside VS Code. */
export class Reporter extends Mocha.reporters.Spec {
  override epilogue(): void {
    const text = printed(() => super.epilogue());
    const file = process.env[FAILURES_FILE];
    if (file !== undefined && this.stats.failures > 0) appendFileSync(file, text);
    Base.consoleLog(summary(this.stats));
  }
}

// Mocha takes a reporter from `module.exports` itself.
module.exports = Object.assign(Reporter, { Reporter, summary });
