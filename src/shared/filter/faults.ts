/** Mistakes in an expression. */

import { QoScopeError, type SentenceArguments, type SentenceCode } from '../sentences';

/** The code of a mistake in an expression. */
export type FilterFault = Extract<SentenceCode, `filter.${string}`>;

/** A mistake at `place`, which counts from 0; its argument `column` counts from 1. */
export function fault(code: FilterFault, place: number, args: SentenceArguments = {}): QoScopeError {
  return new QoScopeError(code, { column: place + 1, ...args });
}
