/**
 * One typed request and response channel for the worker thread and the webview alike. Errors travel with code and
 * stack; closing rejects what is pending; an answer that cannot be posted is an error for the caller, not silence.
 */

import { QoScopeError, type SentenceArguments, type SentenceCode } from './sentences';

/** The requests that one side serves: name -> what it takes and gives. */
export type RequestMap = Record<string, { readonly params: unknown; readonly result: unknown }>;

/** The events that one side sends: name -> what it carries. */
export type EventMap = Record<string, unknown>;

/** A pipe for structured-clonable messages: a MessagePort, a worker, a webview. */
export interface MessagePipe {
  /** Throws where the message cannot be cloned. `transfer` may be ignored by pipes that copy. */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Calls `listener` with each message that arrives, until the returned function is called. */
  listen(listener: (message: unknown) => void): () => void;
}

/** One handler per request of the map. */
export type Handlers<Served extends RequestMap> = {
  readonly [Name in keyof Served]: (
    params: Served[Name]['params'],
  ) => Served[Name]['result'] | Promise<Served[Name]['result']>;
};

/** What one side can be: it calls `Called`, serves `Served`, sends `Sent`, hears `Heard`. */
export interface Protocol {
  readonly Called: RequestMap;
  readonly Served: RequestMap;
  readonly Sent: EventMap;
  readonly Heard: EventMap;
}

/** A result that hands its buffers over to the other side in place of copying them. */
export class Transfer<T> {
  constructor(
    readonly value: T,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}

interface WireError {
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: SentenceCode | undefined;
  readonly args?: SentenceArguments | undefined;
}

type Envelope =
  | { readonly rpc: 'call'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly rpc: 'result'; readonly id: number; readonly value: unknown }
  | { readonly rpc: 'error'; readonly id: number; readonly error: WireError }
  | { readonly rpc: 'event'; readonly name: string; readonly value: unknown };

interface Pending {
  readonly name: string;
  readonly stack: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Each end begins to count somewhere below this: what was asked by an end before it on its channel gets answers of its own. */
const FIRST_IDS = 2 ** 48;

/** One end of the channel. */
export class RpcEndpoint<P extends Protocol> {
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Map<string, Set<(value: never) => void>>();
  private readonly stopListening: () => void;
  private nextId = Math.floor(Math.random() * FIRST_IDS);
  private closedBy: Error | null = null;

  constructor(
    private readonly pipe: MessagePipe,
    private readonly handlers: Handlers<P['Served']>,
    /** Told of what no caller can be told of: a message that is no envelope, a listener that threw. */
    private readonly onFault: (error: Error) => void,
  ) {
    this.stopListening = pipe.listen((message) => this.receive(message));
  }

  /** Asks the other side; rejects with its error, or with the closing's. */
  call<Name extends keyof P['Called'] & string>(
    name: Name,
    params: P['Called'][Name]['params'],
  ): Promise<P['Called'][Name]['result']> {
    if (this.closedBy !== null) return Promise.reject(this.closedBy);
    const id = this.nextId++;
    const stack = new Error().stack ?? '';
    return new Promise((resolve, reject) => {
      this.pending.set(id, { name, stack, resolve: resolve, reject });
      try {
        this.pipe.post({ rpc: 'call', id, name, params } satisfies Envelope);
      } catch (cause) {
        this.pending.delete(id);
        reject(asError(cause));
      }
    });
  }

  /** Sends an event; nothing comes back. */
  send<Name extends keyof P['Sent'] & string>(name: Name, value: P['Sent'][Name]): void {
    if (this.closedBy === null) this.pipe.post({ rpc: 'event', name, value } satisfies Envelope);
  }

  /** Calls `listener` at each event of that name until the returned function is called. */
  on<Name extends keyof P['Heard'] & string>(name: Name, listener: (value: P['Heard'][Name]) => void): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Ends the channel: what is pending and what comes later is rejected with `reason`. */
  close(reason: Error): void {
    if (this.closedBy !== null) return;
    this.closedBy = reason;
    this.stopListening();
    for (const call of this.pending.values()) call.reject(reason);
    this.pending.clear();
    this.listeners.clear();
  }

  private receive(message: unknown): void {
    if (!isEnvelope(message)) {
      this.onFault(new Error('A message that is no envelope of this channel was ignored.'));
      return;
    }
    if (message.rpc === 'call') void this.answer(message.id, message.name, message.params);
    else if (message.rpc === 'event') this.dispatch(message.name, message.value);
    else this.settle(message);
  }

  private settle(message: Extract<Envelope, { rpc: 'result' | 'error' }>): void {
    const call = this.pending.get(message.id);
    if (call === undefined) return; // answered after close, or twice: nobody waits for it
    this.pending.delete(message.id);
    if (message.rpc === 'result') call.resolve(message.value);
    else call.reject(fromWire(message.error, call));
  }

  private dispatch(name: string, value: unknown): void {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      try {
        listener(value as never);
      } catch (cause) {
        this.onFault(asError(cause));
      }
    }
  }

  private async answer(id: number, name: string, params: unknown): Promise<void> {
    try {
      const handler = Object.hasOwn(this.handlers, name) ? this.handlers[name] : undefined;
      if (handler === undefined) throw new Error(`Nothing here answers "${name}".`);
      const result: unknown = await handler(params);
      if (this.closedBy !== null) return;
      if (result instanceof Transfer) {
        this.pipe.post({ rpc: 'result', id, value: result.value } satisfies Envelope, result.buffers);
      } else this.pipe.post({ rpc: 'result', id, value: result } satisfies Envelope);
    } catch (cause) {
      if (this.closedBy === null)
        this.pipe.post({ rpc: 'error', id, error: toWire(asError(cause)) } satisfies Envelope);
    }
  }
}

function isEnvelope(message: unknown): message is Envelope {
  return typeof message === 'object' && message !== null && 'rpc' in message;
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause), { cause });
}

function toWire(error: Error): WireError {
  const known = error instanceof QoScopeError ? { code: error.code, args: error.args } : {};
  return { message: error.message, stack: error.stack, ...known };
}

/** Rebuilds the error with the far stack first and the caller's behind it, so that both ends can be found. */
function fromWire(error: WireError, call: Pending): Error {
  const rebuilt = error.code === undefined ? new Error(error.message) : new QoScopeError(error.code, error.args ?? {});
  rebuilt.stack = `${error.stack ?? error.message}\n    -- asked by "${call.name}" --\n${call.stack}`;
  return rebuilt;
}
