/** How much of what its clients sent and received a trace holds. */

import type { Findings } from './findings/findings';
import type { WireState } from './wireState';

/** What a trace may lack. */
export interface Completeness {
  /** Whether all that its clients' connections carried is, or was, in it. */
  readonly isComplete: boolean;
  /** How many connections resumed a session of which that is not known. */
  readonly resumedUnknown: number;
}

/** The completeness of a trace with these wires and findings. */
export function completenessOf(
  wires: Iterable<WireState>,
  { isUnbroken, resumedUnknown }: Pick<Findings, 'isUnbroken' | 'resumedUnknown'>,
): Completeness {
  const lacks = [...wires].some(({ opening }) => opening.mayLack === true);
  return { isComplete: isUnbroken && !lacks, resumedUnknown };
}
