/** A finding in words: for rows, tooltips and the clipboard. */

import { l10n } from 'vscode';

import { FINDING_TITLES, type Severity } from '../shared/findingRules';
import type { Finding, FindingGroup } from '../shared/model';
import { clientName } from './deliveryWords';
import { dateAndTime } from './figures';
import { inWords, translate } from './words';

/** What happened, and what to do. */
export function findingInWords({ sentence }: Finding): string {
  return inWords(sentence);
}

/** What a group is about: "Redelivered without DUP". */
export function groupTitle({ kind }: Pick<FindingGroup, 'kind'>): string {
  return translate(FINDING_TITLES[kind]);
}

/** The rule's number before the title; a pitfall that no rule stands behind has none. */
export function groupName(group: Pick<FindingGroup, 'kind' | 'rule'>): string {
  return group.rule === group.kind ? groupTitle(group) : `${group.rule} ${groupTitle(group)}`;
}

/** How grave it is. */
export function severityInWords(severity: Severity): string {
  return severity === 'error' ? l10n.t('breaks a rule of the standard') : l10n.t('allowed, and seldom meant');
}

/** Who sent the packet to whom; without a packet, whose session it is about. */
export function whereFound({ from, client, broker }: Finding): string {
  const brokerName = broker === 'local' ? l10n.t('broker') : broker;
  if (from === 'client') return `${clientName(client)} → ${brokerName}`;
  return from === 'broker' ? `${brokerName} → ${clientName(client)}` : clientName(client);
}

/** The whole story of a finding in lines: for the clipboard. */
export function findingStory(finding: Finding, startedAt: number): string {
  const { packet, topic } = finding;
  const places = [
    ...(packet === null ? [] : [l10n.t('packet {0}', packet)]),
    whereFound(finding),
    ...(topic === null ? [] : [topic]),
    dateAndTime(startedAt + finding.time),
  ];
  return [groupName(finding), findingInWords(finding), places.join(' · ')].join('\n');
}
