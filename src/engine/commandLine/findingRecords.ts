/** Findings on the command line. */

import type { Severity } from '../../shared/findingRules';
import type { Finding } from '../../shared/model';
import { say } from '../../shared/sentences';

/** A rule that a packet broke, or a pitfall. */
export interface FindingRecord {
  readonly kind: 'finding';
  /** Null where it is no single packet. */
  readonly packet: number | null;
  readonly delivery: number | null;
  /** The rule's number in the version that the connection speaks; the pitfall's name where there is none. */
  readonly rule: string;
  readonly severity: Severity;
  /** What happened and what to do, in English. */
  readonly text: string;
}

/** The record of a finding. */
export function findingRecord({ packet, delivery, rule, severity, sentence }: Finding): FindingRecord {
  return { kind: 'finding', packet, delivery, rule, severity, text: say(sentence) };
}

/** The record as one line for a person. */
export function findingInWords({ packet, delivery, rule, severity, text }: FindingRecord): string {
  const places = [
    ...(packet === null ? [] : [`packet ${packet}`]),
    ...(delivery === null ? [] : [`delivery ${delivery}`]),
  ];
  return `${severity} ${rule}${places.length === 0 ? '' : ` (${places.join(', ')})`}: ${text}`;
}
