/** What the core wants done; the listener does it in this order. */

import type { Queued, Routing } from '../trace/recorder';

/** One thing to do. Connections are the listener's numbers. */
export type Effect =
  | {
      readonly kind: 'send';
      readonly connection: number;
      /** One whole packet. Must not be changed; may be shared by several connections. */
      readonly bytes: Uint8Array;
      /** Of a PUBLISH: which message it is and why it goes there. */
      readonly routing?: Routing;
    }
  /** Nothing more goes out; what was sent before must still arrive. */
  | { readonly kind: 'close'; readonly connection: number }
  /** The connection was given much at once: the core sends it nothing more until `drained` is called for it. */
  | { readonly kind: 'paused'; readonly connection: number }
  /** Nothing more is to be read from it until `resume`: what it sends would have to be dropped. */
  | { readonly kind: 'halt'; readonly connection: number }
  | { readonly kind: 'resume'; readonly connection: number }
  | { readonly kind: 'queued'; readonly message: Queued }
  | {
      readonly kind: 'unqueued';
      readonly client: string;
      readonly journey: number;
      readonly state: 'expired' | 'lost';
    }
  /** A session ended while its client was away. */
  | { readonly kind: 'sessionEnded'; readonly client: string };
