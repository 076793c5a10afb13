/** Topics and filters as the person enters them. */

import { l10n } from 'vscode';

import { topicFilterFault, topicNameFault } from '../../shared/topics';
import { askLineOrRecent } from '../ask';
import type { Host } from '../host';
import { inWords } from '../words';

/** Asks for a topic to publish to, recent ones offered; undefined where the person leaves. */
export function askTopic(host: Host, title: string, value?: string): Promise<string | undefined> {
  return askLineOrRecent(host.memory.recent('topics'), l10n.t('$(edit) Another topic…'), {
    title,
    prompt: l10n.t('Topic to publish to'),
    placeholder: 'factory/m001/command',
    value,
    fault: (text) => faultInWords(topicNameFault(text)),
  });
}

/** Asks for a filter to subscribe to, recent ones offered; undefined where the person leaves. */
export function askFilter(host: Host, title: string): Promise<string | undefined> {
  return askLineOrRecent(host.memory.recent('filters'), l10n.t('$(edit) Another filter…'), {
    title,
    prompt: l10n.t('Filter to subscribe to: + stands for one level, # for all that follow'),
    placeholder: 'factory/+/command',
    fault: (text) => faultInWords(topicFilterFault(text)),
  });
}

function faultInWords(fault: ReturnType<typeof topicNameFault>): string | null {
  return fault === null ? null : inWords({ code: fault, args: {} });
}
