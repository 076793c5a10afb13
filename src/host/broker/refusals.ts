/** Lets the person say which topics the local broker refuses, and with which reason code. */

import { l10n, type QuickPickItem } from 'vscode';

import { PUBLISH_REFUSALS, reasonHex, reasonText, SUBSCRIBE_REFUSALS } from '../../shared/reasonCodes';
import { parseSharedFilter, topicFilterFault } from '../../shared/topics';
import { askLine, pickOne } from '../ask';
import { inWords, translate } from '../words';
import { readRefusals } from './switchSettings';

/** The refusals of the setting with one added, changed or removed; undefined where nothing is. */
export async function askRefusal(setting: unknown): Promise<Readonly<Record<string, string>> | undefined> {
  const known = readRefusals(setting);
  const present = Object.fromEntries(known.map(({ filter, reasonCode }) => [filter, reasonHex(reasonCode)]));
  const add: FilterItem = { label: l10n.t('$(add) Refuse Another Topic…'), filter: null };
  const items: FilterItem[] = known.map(({ filter, reasonCode }) => ({
    label: filter,
    description: reasonText(reasonCode, translate),
    filter,
  }));
  const title = l10n.t('Refuse Topics');
  const placeholder = l10n.t('Topics that are refused');
  const picked = items.length === 0 ? add : await pickOne([...items, add], { title, placeholder });
  if (picked === undefined || picked === 'button') return undefined;
  const filter = picked.filter ?? (await askFilter());
  if (filter === undefined) return undefined;
  const code = await askCode(filter, picked.filter !== null);
  if (code === undefined) return undefined;
  const others = Object.fromEntries(Object.entries(present).filter(([other]) => other !== filter));
  return code === null ? others : { ...others, [filter]: reasonHex(code) };
}

interface FilterItem extends QuickPickItem {
  /** Null to add one. */
  readonly filter: string | null;
}

function askFilter(): Promise<string | undefined> {
  return askLine({
    title: l10n.t('Refuse Topics'),
    prompt: l10n.t('Topic or filter to refuse: subscriptions that it covers, and messages that it matches'),
    placeholder: 'alarms/#',
    fault: (text) => {
      const fault = topicFilterFault(text);
      if (fault !== null) return inWords({ code: fault, args: {} });
      return parseSharedFilter(text) === null ? null : l10n.t('Write the filter alone, without $share and a name.');
    },
  });
}

/** A code; null to refuse the filter no longer. */
async function askCode(filter: string, isKnown: boolean): Promise<number | null | undefined> {
  const codes = [...new Set([...SUBSCRIBE_REFUSALS, ...PUBLISH_REFUSALS])].sort((one, other) => one - other);
  const items: (QuickPickItem & { readonly code: number | null })[] = codes.map((code) => ({
    label: reasonText(code, translate),
    description: reach(code),
    code,
  }));
  if (isKnown) items.unshift({ label: l10n.t('$(trash) Refuse It No Longer'), code: null });
  const placeholder = l10n.t('Reason code; in MQTT 3.1.1 SUBSCRIBE gets 0x80, and PUBLISH is acknowledged and dropped');
  const picked = await pickOne(items, { title: filter, placeholder });
  return picked === 'button' ? undefined : picked?.code;
}

/** Which packets may be answered by the code. */
function reach(code: number): string {
  if (!PUBLISH_REFUSALS.includes(code)) return l10n.t('SUBSCRIBE alone');
  return SUBSCRIBE_REFUSALS.includes(code) ? l10n.t('SUBSCRIBE and PUBLISH') : l10n.t('PUBLISH alone');
}
