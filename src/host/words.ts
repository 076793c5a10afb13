/** Engine sentences and errors in the person's language. */

import { l10n } from 'vscode';

import { causeText } from '../shared/causeText';
import { QoScopeError, say, type Sentence } from '../shared/sentences';

/** The person's words for an English text that was written elsewhere; the English where there are none. */
export function translate(english: string): string {
  return l10n.t(english);
}

/** A sentence of the engine in the person's language. */
export function inWords(sentence: Sentence): string {
  return say(sentence, translate);
}

/** What an error says to a person: its sentence where it has one, else its message. */
export function errorInWords(error: unknown): string {
  if (error instanceof QoScopeError) return inWords(error);
  return causeText(error);
}
