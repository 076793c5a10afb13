/** The laboratory's switches in the person's language. */

import { l10n } from 'vscode';

import type { SwitchName } from './switchSettings';

/** What a switch is called, and what it does. */
export interface SwitchText {
  readonly label: string;
  readonly detail: string;
}

/** The words of each switch. */
export function switchTexts(): Readonly<Record<SwitchName | 'refuse', SwitchText>> {
  return {
    maximumQos: {
      label: l10n.t('Maximum QoS'),
      detail: l10n.t('Subscriptions are granted at most this. PUBLISH above it ends the connection (0x9B).'),
    },
    receiveMaximum: {
      label: l10n.t('Receive Maximum'),
      detail: l10n.t(
        'QoS 2 messages that an MQTT 5 client may have unacknowledged. One more ends the connection (0x93).',
      ),
    },
    maximumPacketSize: {
      label: l10n.t('Maximum Packet Size'),
      detail: l10n.t('In bytes. A larger packet ends the connection (0x95).'),
    },
    sessionExpiryLimit: {
      label: l10n.t('Session Expiry Limit'),
      detail: l10n.t('In seconds. No session outlives its connection by more.'),
    },
    queueLimit: {
      label: l10n.t('Queue Limit'),
      detail: l10n.t('Messages that may wait for one client. What comes beyond is dropped and counted.'),
    },
    topicAliasMaximum: {
      label: l10n.t('Topic Alias Maximum'),
      detail: l10n.t('Topic aliases that an MQTT 5 client may use. A higher one ends the connection (0x94).'),
    },
    serverKeepAlive: {
      label: l10n.t('Server Keep Alive'),
      detail: l10n.t('In seconds. An MQTT 5 client that wants a longer Keep Alive, or none, has to use this.'),
    },
    overlap: {
      label: l10n.t('Overlapping Subscriptions'),
      detail: l10n.t('Copies of a message for a client with several subscriptions that match it.'),
    },
    retain: {
      label: l10n.t('Retained Messages'),
      detail: l10n.t('Without them, PUBLISH with RETAIN ends the connection (0x9A).'),
    },
    refuse: {
      label: l10n.t('Refuse Topics'),
      detail: l10n.t('Who subscribes or publishes under a filter is refused with a reason code.'),
    },
  };
}

/** A switch's value for the person. */
export function valueInWords(value: string | number | boolean | null): string {
  if (value === null) return l10n.t('no limit');
  if (value === true) return l10n.t('on');
  if (value === false) return l10n.t('off');
  if (value === 'one') return l10n.t('one copy, at the highest QoS');
  if (value === 'each') return l10n.t('one copy for each subscription');
  return typeof value === 'number' ? value.toLocaleString() : value;
}
