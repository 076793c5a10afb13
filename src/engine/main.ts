/**
 * The worker thread's entry: one engine behind the thread's port. What nobody catches ends the thread, and the host
 * sees it: nothing here hides a fault.
 */

import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { EngineEvents, EngineOptions, EngineRequests } from '../shared/engineApi';
import { RpcEndpoint, type MessagePipe } from '../shared/rpc';
import { QoScopeError } from '../shared/sentences';
import { Engine } from './engine';

type HostProtocol = {
  readonly Called: Record<string, never>;
  readonly Served: EngineRequests;
  readonly Sent: EngineEvents;
  readonly Heard: Record<string, never>;
};

function pipeTo(port: MessagePort): MessagePipe {
  return {
    post: (message, transfer) => port.postMessage(message, transfer),
    listen: (listener) => {
      port.on('message', listener);
      return () => port.off('message', listener);
    },
  };
}

/** Serves the port until it closes. */
function serve(port: MessagePort, options: EngineOptions): void {
  const engine = Engine.create(options, { listener: (name, value) => endpoint.send(name, value) });
  const endpoint = new RpcEndpoint<HostProtocol>(pipeTo(port), engine.handlers, endThread);
  port.once('close', () => {
    endpoint.close(new QoScopeError('engine.closed'));
    engine.close().catch(endThread);
  });
}

/** Throws where no caller can be told: the thread ends with an error that the host sees. */
function endThread(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
serve(parentPort, workerData as EngineOptions);
