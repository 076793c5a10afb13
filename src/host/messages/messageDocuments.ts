/** Messages as read-only documents of the scheme `qoscope-message`. */

import { Uri, window, workspace, type TextDocument, type TextDocumentContentProvider } from 'vscode';

import { LIVE_TRACE } from '../../shared/engineApi';
import type { Engine } from '../engineClient';
import { errorInWords } from '../words';
import { messageText, type PayloadForm } from './messageText';

/** The scheme of a message's address. */
export const MESSAGE_SCHEME = 'qoscope-message';

/** The address of a delivery's message; its last part is what the tab says. */
export function messageUri(delivery: number, form: PayloadForm): Uri {
  const name = form === 'hex' ? `message ${delivery} (hex)` : `message ${delivery}`;
  return Uri.from({
    scheme: MESSAGE_SCHEME,
    path: `/${name}`,
    query: new URLSearchParams({ delivery: String(delivery), form }).toString(),
  });
}

/** Reads a message when its document is opened. */
export class MessageDocuments implements TextDocumentContentProvider {
  constructor(private readonly engine: Engine) {}

  /** The document's text; where the message has left the log, the sentence that says so. */
  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const query = new URLSearchParams(uri.query);
    const delivery = Number(query.get('delivery'));
    try {
      const message = await this.engine.request('trace.message', { trace: LIVE_TRACE, delivery });
      return messageText(message, query.get('form') === 'hex' ? 'hex' : 'text');
    } catch (error) {
      return errorInWords(error);
    }
  }
}

/** Opens a delivery's message in an editor. */
export async function openMessage(delivery: number, form: PayloadForm): Promise<TextDocument> {
  const document = await workspace.openTextDocument(messageUri(delivery, form));
  await window.showTextDocument(document, { preview: true });
  return document;
}
