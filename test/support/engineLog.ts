/** A log for the host's classes that a test can read. */

import type { Log } from '../../src/host/log';

/** Keeps what was logged as an error. */
export class KeptLog implements Log {
  readonly errors: string[] = [];

  error(error: string | Error): void {
    this.errors.push(error instanceof Error ? error.message : error);
  }

  warn(): void {
    // warnings are no failure of a test
  }

  info(): void {
    // nor is what is merely told
  }
}
