/** The rows of the view Findings, and how each looks. */

import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';

import type { Severity } from '../../shared/findingRules';
import type { Finding, FindingGroup } from '../../shared/model';
import { shortened } from '../../shared/shortened';
import { count, dateAndTime, timeOfDay } from '../figures';
import { findingInWords, groupName, groupTitle, severityInWords, whereFound } from '../findingWords';
import { groupKey } from './findingRows';

/** All findings of one rule; the same object stays for the same rule, so that VS Code knows it again. */
export class GroupRow {
  constructor(public group: FindingGroup) {}
}

/** One finding under its rule. */
export class FindingRow {
  constructor(readonly finding: Finding) {}
}

/** The last row of a group: asks for the next page. */
export class OlderFindingsRow {
  constructor(readonly group: GroupRow) {}
}

/** A line about findings that are kept no more. */
export class DroppedRow {
  constructor(readonly group: GroupRow) {}
}

/** Any row of the view. */
export type FindingsRow = GroupRow | FindingRow | OlderFindingsRow | DroppedRow;

/** The topic that a drag of the row carries; null where it has none. */
export function topicOfFinding(row: FindingsRow): string | null {
  return row instanceof FindingRow ? row.finding.topic : null;
}

const SEVERITY_ICONS: Readonly<Record<Severity, readonly [icon: string, color: string]>> = {
  error: ['error', 'charts.red'],
  pitfall: ['warning', 'charts.yellow'],
};

/** Characters of a topic in a row: a side bar has room for some thirty. */
const TOPIC_ROOM = 40;

/** A rule with the number of its findings as a row: that stands first, since a narrow side bar cuts the end. */
export function groupItem({ group }: GroupRow): TreeItem {
  const item = new TreeItem(`${count(group.count)} × ${groupTitle(group)}`, TreeItemCollapsibleState.Collapsed);
  item.id = `group:${groupKey(group)}`;
  item.description = group.rule === group.kind ? '' : group.rule;
  item.iconPath = severityIcon(group.severity);
  item.contextValue = `group.${group.severity}`;
  const words = `${severityInWords(group.severity)} · ${foundInWords(group.count)}`;
  item.tooltip = `${groupName(group)}\n${words}`;
  item.accessibilityInformation = { label: `${groupName(group)}, ${words}` };
  return item;
}

/** A finding as a row: the packet that shows it, and where. A click goes to its handshake. */
export function findingItem({ finding }: FindingRow, startedAt: number): TreeItem {
  const { packet, severity, delivery, topic } = finding;
  const at = startedAt + finding.time;
  const label = packet === null ? l10n.t('without a packet') : l10n.t('packet {0}', count(packet));
  const item = new TreeItem(label);
  const places = [whereFound(finding), ...(topic === null ? [] : [shortened(topic, TOPIC_ROOM)])];
  item.id = `finding:${finding.n}`;
  item.description = [...places, timeOfDay(at)].join(' · ');
  item.iconPath = severityIcon(severity);
  item.contextValue = delivery === null ? 'finding' : 'finding.delivery';
  item.tooltip = `${findingInWords(finding)}\n\n${[whereFound(finding), ...(topic === null ? [] : [topic]), dateAndTime(at)].join(' · ')}`;
  item.accessibilityInformation = { label: `${label}, ${item.description}. ${findingInWords(finding)}` };
  if (delivery !== null) {
    const title = l10n.t('Show Handshake in QoS Page');
    item.command = { command: 'qoscope.reveal', title, arguments: [new FindingRow(finding)] };
  }
  return item;
}

/** The row behind the last finding of a group. */
export function olderFindingsItem(row: OlderFindingsRow): TreeItem {
  const item = new TreeItem(l10n.t('Older…'));
  item.id = `older:${groupKey(row.group.group)}`;
  item.iconPath = new ThemeIcon('arrow-down');
  item.contextValue = 'older';
  item.command = { command: 'qoscope.findings.older', title: l10n.t('Show Older Findings'), arguments: [row] };
  return item;
}

/** The row at the end of a group of which not all is kept. */
export function droppedItem({ group: { group } }: DroppedRow): TreeItem {
  const text =
    group.dropped === 1
      ? l10n.t('1 older one is kept no more')
      : l10n.t('{0} older ones are kept no more', count(group.dropped));
  const item = new TreeItem(text);
  item.id = `dropped:${groupKey(group)}`;
  item.iconPath = new ThemeIcon('info');
  item.tooltip = text;
  return item;
}

/** "3 findings", with the singular where it is one. */
export function foundInWords(found: number): string {
  return found === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', count(found));
}

function severityIcon(severity: Severity): ThemeIcon {
  const [icon, color] = SEVERITY_ICONS[severity];
  return new ThemeIcon(icon, new ThemeColor(color));
}
