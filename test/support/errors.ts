/** What a test expects of an error. */

import { QoScopeError, type SentenceCode } from '../../src/shared/sentences';

/** For assert.rejects and assert.throws: whether it is an error with that code, and with a message like that. */
export const withCode =
  (code: SentenceCode, said = /./) =>
  (error: unknown): boolean =>
    error instanceof QoScopeError && error.code === code && said.test(error.message);
