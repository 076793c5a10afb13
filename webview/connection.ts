/** The channel to the host, over the webview's bridge. */

import type { PanelEvents, PanelRequests } from '../src/shared/panelApi';
import { RpcEndpoint, type MessagePipe } from '../src/shared/rpc';

/** Where VS Code takes messages to the host. */
export interface PostApi {
  postMessage(message: unknown): void;
}

/** What each side of the bridge asks and tells. */
export type PageProtocol = {
  readonly Called: PanelRequests;
  readonly Served: Record<string, never>;
  readonly Sent: Record<string, never>;
  readonly Heard: PanelEvents;
};

/** The page's end of the bridge. */
export type HostConnection = RpcEndpoint<PageProtocol>;

/** Opens the bridge; may be called once in a document. `onFault` hears what no request can be told of. */
export function connectToHost(api: PostApi, onFault: (error: Error) => void): HostConnection {
  const pipe: MessagePipe = {
    post: (message) => api.postMessage(message),
    listen(listener) {
      const hear = (event: MessageEvent<unknown>) => listener(event.data);
      window.addEventListener('message', hear);
      return () => window.removeEventListener('message', hear);
    },
  };
  return new RpcEndpoint<PageProtocol>(pipe, {}, onFault);
}
