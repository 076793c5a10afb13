/** The levels of QoS as a choice, each explained in a line. */

import { l10n, ThemeIcon, type QuickPickItem } from 'vscode';

import type { Qos } from '../../shared/model';
import { pickOne } from '../ask';
import type { Host } from '../host';

/** A level in the list. */
interface LevelItem extends QuickPickItem {
  readonly qos: Qos;
}

/** A level, or the wish to change the topic first; undefined where the person leaves. */
export type LevelAnswer = Qos | 'topic' | undefined;

/** Asks for the level, with the last one at hand; with `topic`, also offers to change that. */
export async function askLevel(host: Host, title: string, topic?: string): Promise<LevelAnswer> {
  const items = levels();
  const picked = await pickOne(items, {
    title,
    placeholder: topic === undefined ? l10n.t('At which QoS?') : l10n.t('To {0} at which QoS?', topic),
    active: items.find(({ qos }) => qos === host.memory.qos),
    ...(topic === undefined ? {} : { button: { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Change Topic') } }),
  });
  if (picked === 'button') return 'topic';
  if (picked !== undefined) await host.memory.setQos(picked.qos);
  return picked?.qos;
}

function levels(): LevelItem[] {
  return [
    {
      qos: 0,
      label: 'QoS 0',
      description: l10n.t('at most once'),
      detail: l10n.t('PUBLISH and nothing back: the fastest, and lost where the connection breaks.'),
    },
    {
      qos: 1,
      label: 'QoS 1',
      description: l10n.t('at least once'),
      detail: l10n.t('PUBLISH, PUBACK: sent again until it is acknowledged, so it may arrive twice.'),
    },
    {
      qos: 2,
      label: 'QoS 2',
      description: l10n.t('exactly once'),
      detail: l10n.t('PUBLISH, PUBREC, PUBREL, PUBCOMP: neither lost nor doubled, for four packets a message.'),
    },
  ];
}
