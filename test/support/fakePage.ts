/** A page without a browser: what it asks, and what it is told. */

import { EventEmitter, type Webview } from 'vscode';
import { until } from './inVSCode';

/** A message between page and host. */
export interface Envelope {
  readonly rpc: string;
  readonly id?: number;
  readonly name?: string;
  readonly value?: unknown;
  readonly error?: { readonly message: string };
}

/** The page's end of the channel, and where it stands. */
export class FakePage {
  private readonly fromPage = new EventEmitter<unknown>();
  private readonly told = new EventEmitter<Envelope>();
  private nextId = 1;
  readonly messages: Envelope[] = [];
  readonly place = 'editor';
  readonly isLive: boolean = true;
  visible = true;

  readonly webview = {
    onDidReceiveMessage: this.fromPage.event,
    postMessage: (message: Envelope) => {
      this.messages.push(message);
      this.told.fire(message);
      return Promise.resolve(true);
    },
  } as unknown as Webview;

  /** Asks as the page does, and gives the answer's envelope. */
  async ask(name: string, params: unknown): Promise<Envelope> {
    const id = this.nextId++;
    const answered = (): Envelope | undefined => this.messages.find((message) => message.id === id);
    this.fromPage.fire({ rpc: 'call', id, name, params });
    await until(() => answered() !== undefined, this.told.event);
    return answered()!;
  }

  /** The events it was told, by name. */
  events(): readonly (string | undefined)[] {
    return this.messages.filter(({ rpc }) => rpc === 'event').map(({ name }) => name);
  }
}
