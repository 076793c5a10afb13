/** Commands on findings. */

import { env, l10n } from 'vscode';

import { LIVE_TRACE } from '../../shared/engineApi';
import type { Finding, FindingGroup } from '../../shared/model';
import { pickOne } from '../ask';
import { DeliveryAddress } from '../deliveryAddress';
import { findingFilter } from '../filters';
import { findingInWords, findingStory, groupName, severityInWords, whereFound } from '../findingWords';
import { count } from '../figures';
import type { Host } from '../host';
import { revealDelivery, showFiltered } from '../panel/reveal';
import { FindingRow, foundInWords, GroupRow, OlderFindingsRow } from '../views/findingItems';
import type { CommandMap } from './ids';

/** How many of the latest findings the palette offers. */
const OFFERED = 50;

/** They take a row of the view, and let the person pick one where they are given none. */
export function findingCommands(host: Host) {
  return {
    'qoscope.findings.showNew': () => host.findings.showNew(),
    'qoscope.findings.older': (row) => (row instanceof OlderFindingsRow ? host.findings.showOlder(row) : undefined),
    'qoscope.findings.reveal': (row) => reveal(host, row),
    'qoscope.findings.copy': (row) => copy(host, row),
    'qoscope.findings.filter': (row) => filter(host, row),
  } satisfies Partial<CommandMap>;
}

async function reveal(host: Host, row: unknown): Promise<void> {
  const hasDelivery = ({ delivery }: Finding): boolean => delivery !== null;
  const finding =
    row instanceof FindingRow ? row.finding : await pickFinding(host, l10n.t('Show Finding in QoS Page'), hasDelivery);
  if (finding !== undefined && finding.delivery !== null)
    await revealDelivery(host, DeliveryAddress.live(finding.delivery));
}

async function copy(host: Host, row: unknown): Promise<void> {
  if (row instanceof GroupRow) {
    await env.clipboard.writeText(`${groupName(row.group)}\n${foundInWords(row.group.count)}`);
    return;
  }
  const finding = row instanceof FindingRow ? row.finding : await pickFinding(host, l10n.t('Copy Finding'));
  if (finding !== undefined) await env.clipboard.writeText(findingStory(finding, host.engine.counts?.startedAt ?? 0));
}

async function filter(host: Host, row: unknown): Promise<void> {
  const rule = row instanceof GroupRow ? row.group : row instanceof FindingRow ? row.finding : await pickGroup(host);
  if (rule !== undefined) await showFiltered(host, LIVE_TRACE, findingFilter(rule));
}

async function pickFinding(
  host: Host,
  title: string,
  suits: (finding: Finding) => boolean = () => true,
): Promise<Finding | undefined> {
  const wanted = { trace: LIVE_TRACE, kind: null, before: null, limit: OFFERED };
  const { rows } = await host.engine.request('trace.findings', wanted);
  const items = rows.filter(suits).map((finding) => ({
    label: groupName(finding),
    description: [
      ...(finding.packet === null ? [] : [l10n.t('packet {0}', count(finding.packet))]),
      whereFound(finding),
    ].join(' · '),
    detail: findingInWords(finding),
    finding,
  }));
  const placeholder = items.length === 0 ? l10n.t('Nothing was found') : l10n.t('Which finding? Newest first');
  const picked = await pickOne(items, { title, placeholder });
  return picked === undefined || picked === 'button' ? undefined : picked.finding;
}

async function pickGroup(host: Host): Promise<FindingGroup | undefined> {
  const wanted = { trace: LIVE_TRACE, kind: null, before: null, limit: 1 };
  const { groups } = await host.engine.request('trace.findings', wanted);
  const items = groups.map((group) => ({
    label: groupName(group),
    description: `${severityInWords(group.severity)} · ${foundInWords(group.count)}`,
    group,
  }));
  const placeholder = items.length === 0 ? l10n.t('Nothing was found') : l10n.t('Of which rule?');
  const picked = await pickOne(items, { title: l10n.t('Show Deliveries with Finding'), placeholder });
  return picked === undefined || picked === 'button' ? undefined : picked.group;
}
