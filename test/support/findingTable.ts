/** The tables of docs/findings.md, from the kinds of findings that there are. */

import {
  FINDING_RULES,
  FINDING_TITLES,
  findingSentence,
  type FindingKind,
  type FindingRule,
  type Severity,
} from '../../src/shared/findingRules';
import { SENTENCES } from '../../src/shared/sentences';
import { markdownTable } from './markdownTable';

/** Every kind of that severity, with the numbers of its rule and what is said of it. */
export function findingTable(severity: Severity): string {
  const kinds = Object.entries(FINDING_RULES) as [FindingKind, FindingRule][];
  const rows = kinds
    .filter(([, rule]) => rule.severity === severity)
    .map(([kind, { mqtt5, mqtt311 }]) => [
      `\`${kind}\``,
      FINDING_TITLES[kind],
      mqtt5 ?? '-',
      mqtt311 ?? '-',
      SENTENCES[findingSentence(kind)].replaceAll(/\{\w+\}/g, '…'),
    ]);
  return markdownTable(['finding', 'is called', '5', '3.1.1', 'says'], rows);
}
