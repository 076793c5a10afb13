/** The numbers of what fits an expression, in one go. */

import { RowFilter } from './rowFilter';
import type { FilterParts } from './subject';

/** The packets in the log that fit, oldest first. Throws filter.… where the expression is wrong. */
export function matchingPackets(expression: string, parts: FilterParts, now: number): number[] {
  const filter = new RowFilter(expression, 'packet', parts);
  filter.begin(now);
  const numbers: number[] = [];
  for (const chunk of parts.log.runs()) {
    for (let i = 0; i < chunk.count; i++) if (filter.packet(chunk, i)) numbers.push(chunk.firstNumber + i);
  }
  return numbers;
}

/** The deliveries with a row that fit, oldest first. Throws filter.… where the expression is wrong. */
export function matchingDeliveries(expression: string, parts: FilterParts, now: number): number[] {
  const filter = new RowFilter(expression, 'delivery', parts);
  filter.begin(now);
  const numbers: number[] = [];
  for (const { firstNumber, count, columns } of parts.store.runs()) {
    for (let row = 0; row < count; row++) {
      if (filter.delivery(columns, row, firstNumber + row)) numbers.push(firstNumber + row);
    }
  }
  return numbers;
}
