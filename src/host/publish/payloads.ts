/** Which bytes of an editor are published. */

import { l10n, type Selection, type TextDocument } from 'vscode';

import { count, size } from '../figures';

/** Messages from one document, in its order. */
export interface Payloads {
  readonly messages: readonly Uint8Array[];
  /** "2 selections, 118 bytes" or "the whole file command.json, 1.2 kB". */
  readonly words: string;
}

/** One message per selection in document order; the whole text where nothing is selected. Exactly its bytes in UTF-8. */
export function payloadsOf(document: TextDocument, selections: readonly Selection[]): Payloads {
  const encoder = new TextEncoder();
  const selected = selections.filter((selection) => !selection.isEmpty);
  const messages = [...selected]
    .sort((a, b) => a.start.compareTo(b.start))
    .map((selection) => encoder.encode(document.getText(selection)));
  if (messages.length > 0) return { messages, words: `${selectionsInWords(messages.length)}, ${sizeOf(messages)}` };
  const whole = [encoder.encode(document.getText())];
  return { messages: whole, words: l10n.t('the whole file {0}, {1}', nameOf(document), sizeOf(whole)) };
}

function selectionsInWords(selections: number): string {
  return selections === 1 ? l10n.t('1 selection') : l10n.t('{0} selections', count(selections));
}

function sizeOf(messages: readonly Uint8Array[]): string {
  return size(messages.reduce((sum, message) => sum + message.length, 0));
}

function nameOf(document: TextDocument): string {
  return document.uri.path.split('/').at(-1) ?? '';
}
