/** Mocha's own `spec`, ending with one line that a person or a script finds at once. */

import Mocha from 'mocha';

/** The last line of a suite: `12 passed, 0 failed`, and the skipped ones where there are any. */
function summary({ passes, failures, pending }: Mocha.Stats): string {
  const skipped = pending > 0 ? `, ${pending} skipped` : '';
  return `${passes} passed, ${failures} failed${skipped}`;
}

/** Named by path on mocha's command line, and as a class inside VS Code. */
export class Reporter extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    Mocha.reporters.Base.consoleLog(summary(this.stats));
  }
}

// Mocha takes a reporter from `module.exports` itself.
module.exports = Object.assign(Reporter, { Reporter, summary });
