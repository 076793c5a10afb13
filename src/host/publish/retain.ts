/** Whether the broker is to keep a message as its topic's retained one. */

import { l10n } from 'vscode';

import { pickOne } from '../ask';

/** Asks; undefined where the person leaves. */
export async function askRetain(topic: string): Promise<boolean | undefined> {
  const once = { label: l10n.t('Do not retain'), description: l10n.t('only subscribers of now get it'), retain: false };
  const kept = {
    label: l10n.t('Retain'),
    description: l10n.t("the broker keeps it as the topic's last value, for subscribers to come"),
    retain: true,
  };
  const picked = await pickOne([once, kept], {
    title: l10n.t('Publish to {0}', topic),
    placeholder: l10n.t('Is the broker to keep the message?'),
    active: once,
  });
  return picked === undefined || picked === 'button' ? undefined : picked.retain;
}
