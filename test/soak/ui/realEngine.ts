/** The engine in a worker thread, as the extension runs it, without VS Code. */

import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { PROJECT } from '../../../scripts/paths';
import type { EngineEvents, EngineOptions, EngineRequests } from '../../../src/shared/engineApi';
import { RpcEndpoint } from '../../../src/shared/rpc';

type EngineProtocol = {
  readonly Called: EngineRequests;
  readonly Served: Record<string, never>;
  readonly Sent: Record<string, never>;
  readonly Heard: EngineEvents;
};

/** A running engine. */
export interface RealEngine {
  readonly endpoint: RpcEndpoint<EngineProtocol>;
  close(): Promise<void>;
}

/** Starts the engine as it was built last; `onFault` hears of its end. */
export function startEngine(options: EngineOptions, onFault: (error: Error) => void): RealEngine {
  const worker = new Worker(path.join(PROJECT, 'dist/engine.js'), { workerData: options });
  worker.on('error', onFault);
  const endpoint = new RpcEndpoint<EngineProtocol>(
    {
      post: (message) => worker.postMessage(message),
      listen: (listener) => {
        worker.on('message', listener);
        return () => worker.off('message', listener);
      },
    },
    {},
    onFault,
  );
  return {
    endpoint,
    close: async () => {
      await endpoint.call('engine.close', null);
      endpoint.close(new Error('The soak is over.'));
      await worker.terminate();
    },
  };
}
