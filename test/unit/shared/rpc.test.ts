import assert from 'node:assert/strict';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { RpcEndpoint, Transfer, type Handlers, type MessagePipe, type Protocol } from '../../../src/shared/rpc';
import { QoScopeError } from '../../../src/shared/sentences';

type Requests = {
  readonly double: { readonly params: number; readonly result: number };
  readonly fail: { readonly params: 'known' | 'unknown' | 'text'; readonly result: void };
  readonly buffer: { readonly params: null; readonly result: Uint8Array };
  readonly uncloneable: { readonly params: null; readonly result: unknown };
  readonly never: { readonly params: null; readonly result: void };
};
type Events = { readonly news: string };
interface Client extends Protocol {
  readonly Called: Requests;
  readonly Served: Record<string, never>;
  readonly Sent: Record<string, never>;
  readonly Heard: Events;
}
interface Server extends Protocol {
  readonly Called: Record<string, never>;
  readonly Served: Requests;
  readonly Sent: Events;
  readonly Heard: Record<string, never>;
}

const bytes = new Uint8Array([1, 2, 3]);

const handlers: Handlers<Requests> = {
  double: (value) => value * 2,
  fail: (how) => {
    if (how === 'known') throw new QoScopeError('trace.packetGone', { n: 3 });
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a careless library throws
    if (how === 'text') throw 'only a text';
    throw new TypeError('unknown trouble');
  },
  buffer: () => new Transfer(bytes.slice(), []) as unknown as Uint8Array,
  uncloneable: () => () => undefined,
  never: () => new Promise(() => undefined),
};

function pipe(port: MessagePort): MessagePipe {
  return {
    post: (message, transfer) => port.postMessage(message, [...(transfer ?? [])]),
    listen: (listener) => {
      port.on('message', listener);
      return () => port.off('message', listener);
    },
  };
}

/** Two ends over a real channel, which clones what passes. */
class Pair {
  readonly channel = new MessageChannel();
  readonly faults: Error[] = [];
  readonly client = new RpcEndpoint<Client>(pipe(this.channel.port1), {}, (fault) => this.faults.push(fault));
  readonly server = new RpcEndpoint<Server>(pipe(this.channel.port2), handlers, (fault) => this.faults.push(fault));

  /** Resolves once all that was sent before has arrived at the client. */
  async arrived(): Promise<void> {
    await this.client.call('double', 1);
  }

  close(): void {
    this.channel.port1.close();
  }
}

describe('RpcEndpoint', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = new Pair();
  });
  afterEach(() => pair.close());

  it('brings each answer to its call', async () => {
    assert.deepEqual(await Promise.all([1, 2, 3].map((value) => pair.client.call('double', value))), [2, 4, 6]);
  });

  it('brings an error of ours back with code, arguments and the stack of both ends', async () => {
    const error: unknown = await pair.client.call('fail', 'known').catch((cause: unknown) => cause);
    assert.ok(error instanceof QoScopeError);
    assert.deepEqual([error.code, error.args], ['trace.packetGone', { n: 3 }]);
    assert.match(error.stack ?? '', /fail.*-- asked by "fail" --.*rpc\.test/s);
  });

  it('brings any other error back with its message', async () => {
    await assert.rejects(pair.client.call('fail', 'unknown'), { name: 'Error', message: 'unknown trouble' });
    await assert.rejects(pair.client.call('fail', 'text'), { message: 'only a text' });
  });

  it('makes an answer that cannot be posted an error of its call', async () => {
    await assert.rejects(pair.client.call('uncloneable', null), /could not be cloned/);
  });

  it('makes a question that cannot be posted an error of its call', async () => {
    await assert.rejects(pair.client.call('double', (() => 1) as unknown as number), /could not be cloned/);
  });

  it('says that nothing answers a request without a handler', async () => {
    const anything = pair.client as unknown as { call(name: string, params: null): Promise<unknown> };
    await assert.rejects(anything.call('missing', null), /Nothing here answers "missing"/);
    await assert.rejects(anything.call('toString', null), /Nothing here answers "toString"/);
  });

  it('unwraps a result that is handed over', async () => {
    assert.deepEqual(await pair.client.call('buffer', null), bytes);
  });

  it('brings events to those who listen, until they stop', async () => {
    const heard: string[] = [];
    const stop = pair.client.on('news', (news) => heard.push(news));
    pair.server.send('news', 'one');
    await pair.arrived();
    stop();
    pair.server.send('news', 'two');
    await pair.arrived();
    assert.deepEqual(heard, ['one']);
  });

  it('reports a listener that throws, and calls the others', async () => {
    const heard: string[] = [];
    pair.client.on('news', () => {
      throw new Error('deaf');
    });
    pair.client.on('news', (news) => heard.push(news));
    pair.server.send('news', 'one');
    await pair.arrived();
    assert.deepEqual([heard, pair.faults.map((fault) => fault.message)], [['one'], ['deaf']]);
  });

  it('rejects what is pending and what comes later when it is closed', async () => {
    const pending = pair.client.call('never', null);
    const reason = new QoScopeError('engine.closed');
    pair.client.close(reason);
    await assert.rejects(pending, reason);
    await assert.rejects(pair.client.call('double', 1), reason);
  });

  it('sends and hears nothing once it is closed', async () => {
    const heard: string[] = [];
    pair.client.on('news', (news) => heard.push(news));
    pair.server.close(new QoScopeError('engine.closed'));
    pair.server.send('news', 'one');
    await new Promise((resolve) => {
      pair.channel.port1.once('message', resolve);
      pair.channel.port2.postMessage('last');
    });
    assert.deepEqual(heard, []);
  });

  it('reports a message that is no envelope', async () => {
    pair.channel.port2.postMessage('hello');
    pair.channel.port2.postMessage(null);
    await pair.arrived();
    assert.equal(pair.faults.length, 2);
    assert.match(pair.faults[0]?.message ?? '', /no envelope/);
  });

  it('ignores an answer that nobody waits for', async () => {
    pair.channel.port2.postMessage({ rpc: 'result', id: 99, value: 1 });
    await pair.arrived();
    assert.deepEqual(pair.faults, []);
  });

  it('takes no answer to what was asked by the end before it: a page that was loaded anew asks again', async () => {
    const held: MessagePipe & { hear?: (message: unknown) => void; readonly asked: unknown[] } = {
      asked: [],
      post: (message) => void held.asked.push(message),
      listen: (listener) => {
        held.hear = listener;
        return () => undefined;
      },
    };
    const ask = (value: number): Promise<number> =>
      new RpcEndpoint<Client>(held, {}, (fault) => pair.faults.push(fault)).call('double', value);
    void ask(1);
    const again = ask(2);
    for (const message of held.asked) {
      const { id, params } = message as { readonly id: number; readonly params: number };
      held.hear?.({ rpc: 'result', id, value: params * 2 });
    }
    assert.equal(await again, 4);
  });
});
