/** The levels of QoS as a choice, each explained in a line. */

import { l10n, ThemeIcon, type QuickPickItem } from 'vscode';

import type { Qos } from '../../shared/model';
import { pickOne } from '../ask';
import type { Host } from '../host';
import type { Purpose } from '../memory';

/** A level in the list. */
interface LevelItem extends QuickPickItem {
  readonly qos: Qos;
}

/** A level, or the wish to change the topic first; undefined where the person leaves. */
export type LevelAnswer = Qos | 'topic' | undefined;

/** Asks for the level, with the last one for that purpose at hand; with `topic`, also offers to change that. */
export async function askLevel(host: Host, purpose: Purpose, title: string, topic?: string): Promise<LevelAnswer> {
  const items = levels();
  const picked = await pickOne(items, {
    title,
    placeholder: topic === undefined ? l10n.t('At which QoS?') : l10n.t('To {0} at which QoS?', topic),
    active: items.find(({ qos }) => qos === host.memory.qosOf(purpose)),
    ...(topic === undefined ? {} : { button: { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Change Topic') } }),
  });
  if (picked === 'button') return 'topic';
  if (picked !== undefined) await host.memory.setQosOf(purpose, picked.qos);
  return picked?.qos;
}

function levels(): LevelItem[] {
  return [
    {
      qos: 0,
      label: 'QoS 0',
      description: l10n.t('at most once'),
      detail: l10n.t('PUBLISH and nothing back: lost where the connection breaks.'),
    },
    {
      qos: 1,
      label: 'QoS 1',
      description: l10n.t('at least once'),
      detail: l10n.t('PUBLISH, PUBACK: sent again after a break, so it may arrive twice.'),
    },
    {
      qos: 2,
      label: 'QoS 2',
      description: l10n.t('exactly once'),
      detail: l10n.t('PUBLISH, PUBREC, PUBREL, PUBCOMP: neither lost nor doubled.'),
    },
  ];
}
