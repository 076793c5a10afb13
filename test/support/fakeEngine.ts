/** An engine without a thread, for the views: as many deliveries as a test wants. */

import { EventEmitter } from 'vscode';
import type { HandshakeSource } from '../../src/host/views/handshakesTree';
import { LIVE_TRACE, type DeliveryDetail, type EngineRequests, type TraceCounts } from '../../src/shared/engineApi';
import type { FakeDeliveries } from './fakeDeliveries';

/** Answers the requests of the view Handshakes from `deliveries`. */
export class FakeEngine implements HandshakeSource {
  private readonly emitter = new EventEmitter<TraceCounts>();
  private readonly problems = new EventEmitter<unknown>();
  readonly onDidChangeTrace = this.emitter.event;
  readonly onDidChangeProblem = this.problems.event;

  constructor(private readonly deliveries: FakeDeliveries) {}

  get counts(): TraceCounts {
    const { size } = this.deliveries;
    return {
      trace: LIVE_TRACE,
      version: size,
      startedAt: 0,
      packets: size * 4,
      deliveries: size,
      inFlight: 0,
      subscriptions: 0,
      dropped: 0,
      bytes: 0,
      paused: false,
      findings: { error: 0, pitfall: 0 },
    };
  }

  /** Tells the view that there is something new. */
  tell(): void {
    this.emitter.fire(this.counts);
  }

  async request<Name extends keyof EngineRequests>(
    name: Name,
    params: EngineRequests[Name]['params'],
  ): Promise<EngineRequests[Name]['result']> {
    if (name === 'trace.delivery') return this.detail(params as EngineRequests['trace.delivery']['params']);
    if (name !== 'trace.deliveries') throw new Error(`The view is not expected to ask for ${name}.`);
    const { before, limit } = params as EngineRequests['trace.deliveries']['params'];
    return await this.deliveries.deliveries(before, limit);
  }

  private detail({ delivery }: EngineRequests['trace.delivery']['params']): DeliveryDetail {
    return { delivery: this.deliveries.row(delivery), packets: [], journey: null, explained: [] };
  }
}
