import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { LIVE_TRACE, type EngineEvents, type EngineRequests, type TraceCounts } from '../../src/shared/engineApi';
import { RpcEndpoint } from '../../src/shared/rpc';
import { QoScopeError } from '../../src/shared/sentences';

type HostProtocol = {
  readonly Called: EngineRequests;
  readonly Served: Record<string, never>;
  readonly Sent: Record<string, never>;
  readonly Heard: EngineEvents;
};

const BROKER = { host: '127.0.0.1', port: 0, maximumPacketSize: 1_000_000 };

describe('the engine in its worker thread', () => {
  let worker: Worker;
  let endpoint: RpcEndpoint<HostProtocol>;

  beforeEach(() => {
    worker = new Worker(path.resolve('dist/engine.js'), { workerData: { maximumTraceBytes: 8 * 1024 * 1024 } });
    endpoint = new RpcEndpoint<HostProtocol>(
      {
        post: (message) => worker.postMessage(message),
        listen: (listener) => {
          worker.on('message', listener);
          return () => worker.off('message', listener);
        },
      },
      {},
      (error) => assert.fail(error),
    );
  });

  afterEach(async () => {
    endpoint.close(new QoScopeError('engine.closed'));
    await worker.terminate();
  });

  it('answers, publishes the exact bytes, and tells of the change', async () => {
    const changed = new Promise<TraceCounts>((resolve) => endpoint.on('traceChanged', resolve));
    await endpoint.call('broker.start', BROKER);
    await endpoint.call('client.connect', {
      connection: 'local',
      url: null,
      clientId: 'own',
      version: 5,
      cleanStart: true,
      sessionExpiryInterval: 0,
      keepAlive: 60,
    });
    const payload = Uint8Array.of(0, 0xff, 0x80, 0x0a);
    const published = { connection: 'local', topic: 'a', payload, qos: 2, retain: false } as const;
    const { delivery } = await endpoint.call('client.publish', published);
    const settled = await endpoint.call('trace.settled', { trace: LIVE_TRACE, delivery, milliseconds: 5_000 });
    assert.equal(settled.delivery.state, 'complete');
    const message = await endpoint.call('trace.message', { trace: LIVE_TRACE, delivery });
    assert.deepEqual(message.payload, payload);
    assert.equal((await changed).trace, LIVE_TRACE);
  });

  it('hands errors over with their code', async () => {
    await assert.rejects(
      endpoint.call('client.connect', {
        connection: 'far',
        url: 'tcp://nowhere',
        clientId: 'own',
        version: 4,
        cleanStart: true,
        sessionExpiryInterval: 0,
        keepAlive: 60,
      }),
      (error) => error instanceof QoScopeError && error.code === 'client.badUrl' && error.args.url === 'tcp://nowhere',
    );
  });

  it('closes every socket when the thread is ended', async () => {
    const { address } = await endpoint.call('broker.start', BROKER);
    const client = connect({ host: '127.0.0.1', port: address!.port });
    await once(client, 'connect');
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.on('error', () => undefined); // a reset is one way of being closed
    await worker.terminate();
    await closed;
    const again = connect({ host: '127.0.0.1', port: address!.port });
    await assert.rejects(once(again, 'connect'), { code: 'ECONNREFUSED' });
  });

  it('dies loudly of a fault that nobody catches', async () => {
    const error = once(worker, 'error');
    worker.postMessage('no envelope');
    const [cause] = (await error) as [Error];
    assert.match(cause.message, /no envelope/);
  });
});
