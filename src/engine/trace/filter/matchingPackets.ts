/** Which packets an expression leaves. */

import { everything, type Selection } from '../selection';
import type { Trace } from '../trace';
import { RowFilter } from './rowFilter';
import type { FilterParts } from './subject';

/**
 * The packets of the trace that fit the expression, as it stands now; all of them where it is empty. For exports and the
 * command line. Throws filter.… where the expression is wrong.
 */
export function matchingPackets(trace: Trace, expression: string): Selection {
  if (expression.trim() === '') return everything(trace);
  return { trace, numbers: trace.matchingPackets(expression), isFiltered: true };
}

/** The numbers of the packets in the log that fit, oldest first. Throws filter.… where the expression is wrong. */
export function matchingNumbers(expression: string, parts: FilterParts, now: number): number[] {
  const filter = new RowFilter(expression, 'packet', parts);
  filter.begin(now);
  const numbers: number[] = [];
  for (let n = parts.log.firstNumber; n < parts.log.nextNumber; n++) if (filter.packet(n)) numbers.push(n);
  return numbers;
}
