/** A message as a document: topic, time, and its payload as text or as hex. */

import { l10n } from 'vscode';

import type { Message } from '../../shared/engineApi';
import { routeOf } from '../deliveryWords';
import { count, dateAndTime, size } from '../figures';
import { hexDump } from './hex';

/** How a payload is shown. */
export type PayloadForm = 'text' | 'hex';

/** Most of a payload that a document shows, in bytes: the hex of more would not open in a moment. */
export const SHOWN_LIMIT = 1024 * 1024;

/** The document's text. What is no UTF-8 is shown as hex, and the head says so. */
export function messageText({ delivery, at, payload }: Message, form: PayloadForm): string {
  const shown = payload.subarray(0, SHOWN_LIMIT);
  const text = form === 'text' ? decoded(shown, payload.length > SHOWN_LIMIT) : null;
  const head = [
    l10n.t('Topic: {0}', delivery.topic),
    l10n.t('Time: {0}', dateAndTime(at)),
    l10n.t('QoS: {0}', delivery.qos) + (delivery.retain ? ' · RETAIN' : ''),
    l10n.t('Way: {0}', routeOf(delivery)),
    l10n.t('Payload: {0}', payloadWords(payload, form, text === null)),
  ];
  if (payload.length > SHOWN_LIMIT) head.push(l10n.t('Shown: the first {0} bytes', count(SHOWN_LIMIT)));
  return `${head.join('\n')}\n\n${text ?? hexDump(shown)}`;
}

function payloadWords(payload: Uint8Array, form: PayloadForm, hex: boolean): string {
  if (!hex) return l10n.t('{0}, as UTF-8 text', size(payload.length));
  return form === 'hex'
    ? l10n.t('{0}, as hex', size(payload.length))
    : l10n.t('{0}, as hex because they are no UTF-8 text', size(payload.length));
}

/** The bytes as text, or null where they are no UTF-8. A cut may fall into a character: then its last bytes are left out. */
function decoded(bytes: Uint8Array, cut: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut });
  } catch (error) {
    if (error instanceof TypeError) return null; // the decoder's word for bytes that are no UTF-8
    throw error;
  }
}
