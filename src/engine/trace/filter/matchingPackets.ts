/** Which packets an expression leaves. */

import { everything, type Selection } from '../selection';
import type { Trace } from '../trace';

/**
 * The packets of the trace that fit the expression, as it stands now; all of them where it is empty. For exports and the
 * command line. Throws filter.… where the expression is wrong.
 */
export function matchingPackets(trace: Trace, expression: string): Selection {
  if (expression.trim() === '') return everything(trace);
  return { trace, numbers: trace.matchingPackets(expression), isFiltered: true };
}
