/** A connection of ours by its name: one network connection after the other, with the session that lies behind them. */

import type { ConnectionOptions, ConnectionStatus, PublishOptions } from '../../shared/engineApi';
import type { Qos } from '../../shared/model';
import { QoScopeError, type Sentence } from '../../shared/sentences';
import { topicFilterFault, topicNameFault } from '../../shared/topics';
import type { Timers } from '../timers';
import { limitFault, type Acceptance } from './acceptance';
import { Backoff } from './backoff';
import type { ClientSession } from './clientSession';
import { ClientWire, type WireSurroundings } from './clientWire';
import { Link } from './link';
import { PendingPublishes, type OutgoingMessage } from './pendingPublishes';
import { ReceiveMaximumGate } from './receiveMaximumGate';
import { brokerUrl, type BrokerTarget } from './url';

/** What a connection needs from its surroundings. */
export interface ConnectionParts extends WireSurroundings {
  readonly timers: Timers;
  /** Where to connect to; asked before each attempt, since the local broker's port may change. May throw. */
  target(): BrokerTarget;
  /** Something in `status` has changed. */
  onChanged(): void;
}

/** Connects, reconnects, publishes, subscribes. */
export class Connection {
  private state: ConnectionStatus['state'] = 'disconnected';
  private problem: Sentence | null = null;
  private retryIn: number | null = null;
  private cancelRetry: (() => void) | null = null;
  private url: string;
  /** The one of the options, or the one that the broker gave. */
  private clientId: string;
  private link: Link | null = null;
  /** Resolves when the connection that is being left has closed. */
  private leaving: Promise<void> | null = null;
  private limits: Acceptance | null = null;
  private wasAccepted = false;
  private linkCleanStart = false;
  /** The one who waits for the first attempt. */
  private starting: { resolve(): void; reject(reason: Error): void } | null = null;
  private readonly backoff = new Backoff();
  private readonly gate = new ReceiveMaximumGate<OutgoingMessage>((message) => this.send(message));
  private readonly pending = new PendingPublishes((message) => this.publishFailed(message));

  constructor(
    readonly options: ConnectionOptions,
    readonly session: ClientSession,
    private readonly parts: ConnectionParts,
  ) {
    this.url = options.url ?? '';
    this.clientId = options.clientId;
  }

  /** Makes the first attempt; rejects with its failure, and gives up then. */
  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.starting = { resolve, reject };
      this.setState('connecting', null);
      this.attempt();
    });
  }

  /**
   * Sends DISCONNECT behind what is already on its way, and ends for good; who still waits for a message is told.
   * `problem` says why, where it was not asked for.
   */
  async disconnect(problem: Sentence | null): Promise<void> {
    this.clearRetry();
    await this.leave();
    this.stop(problem);
  }

  /** Leaves a broker that is about to end, as if the connection had been lost; without effect where none stands. */
  async suspend(problem: Sentence): Promise<void> {
    const stands = (): boolean => this.state === 'connected';
    if (!stands()) return;
    await this.leave();
    if (!stands()) return; // disconnected for good in the meantime
    this.detach();
    this.retryLater(problem);
  }

  /** Ends the waiting for the next attempt. */
  retryNow(): void {
    if (this.state !== 'reconnecting') return;
    this.clearRetry();
    this.parts.onChanged();
    this.attempt();
  }

  /** The connection as it is now. */
  status(): ConnectionStatus {
    const { connection, version } = this.options;
    const { url, clientId, state, problem, retryIn } = this;
    return { connection, url, clientId, version, state, problem, retryIn, subscriptions: this.subscriptions() };
  }

  /**
   * Resolves with the delivery's number once the PUBLISH is on the wire. Rejects where the topic or a limit of the
   * broker forbids it, where the connection is down, and where the message was given up before it got out.
   */
  async publish({ topic, payload, qos, retain }: Omit<PublishOptions, 'connection'>): Promise<number> {
    const fault = topicNameFault(topic);
    if (fault !== null) throw new QoScopeError(fault);
    this.demandLink();
    return new Promise((resolve, reject) => {
      // Copied: what is sent again must be what was sent first, whatever the caller does with its bytes.
      const message: OutgoingMessage = { topic, payload: Buffer.from(payload), qos, retain, resolve, reject };
      const forbidden = this.forbids(message);
      if (forbidden === null) this.gate.offer(message);
      else reject(forbidden);
    });
  }

  /** Resolves with the granted QoS. */
  async subscribe(filter: string, qos: Qos): Promise<Qos> {
    const fault = topicFilterFault(filter);
    if (fault !== null) throw new QoScopeError(fault);
    const granted = await this.demandLink().subscribe(filter, qos);
    this.session.subscriptions.set(filter, qos, granted);
    this.parts.onChanged();
    return granted;
  }

  /** Rejects with client.notSubscribed where there is no such subscription. */
  async unsubscribe(filter: string): Promise<void> {
    const fault = topicFilterFault(filter);
    if (fault !== null) throw new QoScopeError(fault);
    const { subscriptions } = this.session;
    const link = this.demandLink();
    // A kept session may have subscriptions from before this window.
    const known = subscriptions.has(filter) || this.limits?.sessionPresent === true;
    if (!known || !(await link.unsubscribe(filter))) {
      throw new QoScopeError('client.notSubscribed', { connection: this.options.connection, filter });
    }
    subscriptions.remove(filter);
    this.parts.onChanged();
  }

  private subscriptions(): ConnectionStatus['subscriptions'] {
    return this.session.subscriptions.list();
  }

  private demandLink(): Link {
    if (this.link !== null && this.state === 'connected' && this.leaving === null) return this.link;
    throw new QoScopeError('client.notConnected', { connection: this.options.connection });
  }

  private async leave(): Promise<void> {
    this.gate.shut();
    this.leaving ??= this.link?.disconnect() ?? null;
    await this.leaving;
    this.leaving = null;
  }

  private attempt(): void {
    try {
      this.open(this.parts.target());
    } catch (error) {
      if (!(error instanceof QoScopeError)) throw error;
      this.failed(error);
    }
  }

  private open(target: BrokerTarget): void {
    const { session } = this;
    const options = { ...this.options, clientId: this.clientId };
    this.url = brokerUrl(target);
    // A clean start is for the first connection; where the session is kept, a reconnect resumes it. Who has no client id
    // yet has nothing to resume (3.1.1: 3.1.3-7).
    const resumes = !options.cleanStart || (this.wasAccepted && session.kept);
    this.linkCleanStart = !resumes || options.clientId === '';
    const tap = new ClientWire(this.parts, options.connection, options.version, (packetId, delivery) => {
      if (packetId !== 0) session.outgoing.markSent(packetId);
      this.pending.onWire(packetId, delivery);
    });
    const { url, linkCleanStart: cleanStart } = this;
    const parts = { options, target, url, cleanStart, session, tap, timers: this.parts.timers };
    const link: Link = new Link(parts, {
      accepted: (acceptance) => this.link === link && this.accepted(acceptance),
      ready: () => this.link === link && this.ready(link),
      acknowledged: (packetId) => this.link === link && this.acknowledged(packetId),
      ended: (problem) => this.link === link && this.leaving === null && this.failed(problem),
    });
    this.link = link;
  }

  private accepted(acceptance: Acceptance): void {
    const { version } = this.options;
    this.limits = acceptance;
    this.wasAccepted = true;
    this.backoff.reset();
    if (!acceptance.sessionPresent) this.session.incoming.clear();
    this.clientId = acceptance.assignedClientId ?? this.clientId;
    // MQTT 5 discards its state where the broker has none (3.2.2-5); 3.1.1 with clean session 0 sends again (4.4.0-1).
    const resumed = !this.linkCleanStart && (version !== 5 || acceptance.sessionPresent);
    this.setState('connected', resumed ? null : this.loseSession());
    this.starting?.resolve();
    this.starting = null;
  }

  /** Gives up what was under way and says how much that was; null where it was nothing. */
  private loseSession(): Sentence | null {
    const { outgoing } = this.session;
    const args = { connection: this.options.connection, count: outgoing.size };
    outgoing.clear();
    this.pending.giveUp(() => new QoScopeError('client.sessionLost', args));
    return args.count === 0 ? null : { code: 'client.sessionLost', args };
  }

  private ready(link: Link): void {
    const { limits } = this;
    if (limits === null) return;
    // First the subscriptions, so that what is published next finds them.
    if (!limits.sessionPresent) this.renewSubscriptions(link);
    this.gate.open(limits.receiveMaximum);
  }

  private renewSubscriptions(link: Link): void {
    const { subscriptions } = this.session;
    subscriptions.forgetGrants();
    for (const { filter, requestedQos } of subscriptions.list()) {
      link.subscribe(filter, requestedQos).then(
        (granted) => this.renewed(filter, requestedQos, granted),
        (error: unknown) => this.link === link && this.setState('connected', asSentence(error)),
      );
    }
  }

  private renewed(filter: string, requestedQos: Qos, granted: Qos): void {
    if (!this.session.subscriptions.has(filter)) return; // unsubscribed in the meantime
    this.session.subscriptions.set(filter, requestedQos, granted);
    this.parts.onChanged();
  }

  private acknowledged(packetId: number): void {
    this.pending.acknowledged(packetId);
    this.gate.giveBack();
  }

  private send(message: OutgoingMessage): void {
    const { link } = this;
    const forbidden = this.forbids(message); // the broker of a reconnect may have other limits than the one before
    if (link !== null && forbidden === null) this.pending.sent(message, link.publish(message));
    else {
      message.reject(forbidden ?? this.publishFailed(message));
      if (message.qos > 0) this.gate.giveBack();
    }
  }

  private forbids(message: OutgoingMessage): QoScopeError | null {
    if (this.limits === null) return null;
    const fault = limitFault(message, this.limits, this.options.connection, this.options.version);
    return fault === null ? null : new QoScopeError(fault.code, fault.args);
  }

  /** An attempt or a standing connection has ended without our doing. */
  private failed(problem: Sentence): void {
    this.detach();
    if (this.starting !== null || problem.code === 'client.takenOver') this.stop(problem);
    else this.retryLater(problem);
  }

  private retryLater(problem: Sentence): void {
    this.retryIn = this.backoff.next();
    this.cancelRetry = this.parts.timers.after(this.retryIn, () => this.retryNow());
    this.setState('reconnecting', problem);
  }

  private stop(problem: Sentence | null): void {
    this.clearRetry();
    this.detach();
    const { connection } = this.options;
    const closed = (): Error => new QoScopeError('client.closed', { connection });
    this.pending.giveUp(closed);
    for (const message of this.gate.takeAll()) message.reject(closed());
    if (!this.session.kept) this.session.subscriptions.clear();
    this.setState('disconnected', problem);
    const reason: Sentence = problem ?? { code: 'client.closed', args: { connection } };
    this.starting?.reject(new QoScopeError(reason.code, reason.args));
    this.starting = null;
  }

  private detach(): void {
    this.link = null;
    this.limits = null;
    this.gate.shut();
    this.pending.connectionEnded();
  }

  private clearRetry(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    this.retryIn = null;
  }

  private publishFailed({ topic }: OutgoingMessage): QoScopeError {
    return new QoScopeError('client.publishFailed', { topic, cause: 'the connection was lost before it got out' });
  }

  private setState(state: ConnectionStatus['state'], problem: Sentence | null): void {
    this.state = state;
    this.problem = problem === null ? null : { code: problem.code, args: problem.args };
    this.parts.onChanged();
  }
}

/** What our own client rejects with is a sentence already; anything else is a fault of ours and is not hidden. */
function asSentence(error: unknown): Sentence {
  if (error instanceof QoScopeError) return error;
  throw error;
}
