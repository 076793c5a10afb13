/** Messages as read-only documents of the scheme `qoscope-message`. */

import { Uri, window, workspace, type TextDocument, type TextDocumentContentProvider } from 'vscode';

import { LIVE_TRACE } from '../../shared/engineApi';
import { DeliveryAddress } from '../deliveryAddress';
import type { Engine } from '../engineClient';
import { errorInWords } from '../words';
import { messageText, type PayloadForm } from './messageText';

/** The scheme of a message's address. */
export const MESSAGE_SCHEME = 'qoscope-message';

/** The address of a delivery's message; its last part is what the tab says. */
export function messageUri({ trace, delivery }: DeliveryAddress, form: PayloadForm): Uri {
  const name = form === 'hex' ? `message ${delivery} (hex)` : `message ${delivery}`;
  return Uri.from({
    scheme: MESSAGE_SCHEME,
    path: `/${name}`,
    query: new URLSearchParams({ trace: String(trace), delivery: String(delivery), form }).toString(),
  });
}

/** Whose message a document holds. */
export function addressIn(uri: Uri): DeliveryAddress {
  const query = new URLSearchParams(uri.query);
  return new DeliveryAddress(Number(query.get('trace') ?? LIVE_TRACE), Number(query.get('delivery')));
}

/** Reads a message when its document is opened. */
export class MessageDocuments implements TextDocumentContentProvider {
  constructor(private readonly engine: Engine) {}

  /** The document's text; where the message has left the log, the sentence that says so. */
  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const { trace, delivery } = addressIn(uri);
    const form = new URLSearchParams(uri.query).get('form') === 'hex' ? 'hex' : 'text';
    try {
      return messageText(await this.engine.request('trace.message', { trace, delivery }), form);
    } catch (error) {
      return errorInWords(error);
    }
  }
}

/** Opens a delivery's message in an editor. */
export async function openMessage(address: DeliveryAddress, form: PayloadForm): Promise<TextDocument> {
  const document = await workspace.openTextDocument(messageUri(address, form));
  await window.showTextDocument(document, { preview: true });
  return document;
}
