/** The doors of the local broker in words. */

import { l10n } from 'vscode';

import type { BrokerStatus } from '../../shared/engineApi';
import { doorUrl, type Transport } from '../../shared/transports';

/** What a door is for. */
export function transportInWords(transport: Transport): string {
  switch (transport) {
    case 'tcp':
      return l10n.t('MQTT over TCP');
    case 'tls':
      return l10n.t('MQTT over TLS');
    case 'ws':
      return l10n.t('MQTT over WebSocket');
    case 'wss':
      return l10n.t('MQTT over secure WebSocket');
  }
}

/** A line for each door that is open: `mqtts://127.0.0.1:8883 · MQTT over TLS`. */
export function doorLines({ doors }: BrokerStatus): string[] {
  return doors.map((door) => `${doorUrl(door)} · ${transportInWords(door.transport)}`);
}
