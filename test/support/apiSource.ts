/** The engine as the trees ask it, answered through the extension's public API. */

import { EventEmitter } from 'vscode';
import type { QoScopeApi } from '../../src/host/api';
import type { HandshakeSource } from '../../src/host/views/handshakesTree';
import type { EngineRequests } from '../../src/shared/engineApi';

/** Answers what the view Handshakes asks; any other request rejects. */
export function apiSource(api: QoScopeApi): HandshakeSource {
  const answers: { readonly [Name in keyof EngineRequests]?: (params: never) => unknown } = {
    'trace.deliveries': ({ before, limit }: EngineRequests['trace.deliveries']['params']) =>
      api.deliveries(before, limit),
    'trace.delivery': ({ delivery }: EngineRequests['trace.delivery']['params']) => api.delivery(delivery),
  };
  return {
    get counts() {
      return api.counts;
    },
    onDidChangeTrace: api.onDidChangeTrace,
    onDidChangeProblem: new EventEmitter<unknown>().event,
    request: async (name, params) => {
      const answer = answers[name];
      if (answer === undefined) throw new Error(`The view is not expected to ask for ${name}.`);
      return (await answer(params as never)) as never;
    },
  };
}
