/** The delivery tracker again, as plainly as it can be said: one list, searched from its beginning each time. */

import type { DeliveryState, Missing, Qos, Side } from '../../../src/shared/model';
import type { Version } from './exchange';

/** A PUBLISH. */
export interface PublishStep {
  readonly kind: 'publish';
  readonly from: Side;
  readonly qos: Qos;
  readonly id: number;
  readonly payload: string;
}

/** What one end says on a client's connection, what happens to that, or what the broker tells of its queue. */
export type Step =
  | PublishStep
  | {
      readonly kind: 'acknowledge';
      readonly from: Side;
      readonly type: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp';
      readonly id: number;
      readonly reason: number;
    }
  | {
      readonly kind: 'connect';
      readonly clean: boolean;
      readonly present: boolean;
      /** Whether the session is to outlive the connection, as MQTT 5 says it; 3.1.1 has only `clean`. */
      readonly kept: boolean;
      readonly accepted: boolean;
      /** Whether the former connection stands meanwhile. */
      readonly takesOver: boolean;
      /** What the client publishes before it has the CONNACK. */
      readonly early: readonly PublishStep[];
    }
  /** The connection ends; with `forgets`, a DISCONNECT of MQTT 5 says before that the session ends with it. */
  | { readonly kind: 'close'; readonly forgets: boolean }
  /** A connection that another one has taken over goes on, and ends. */
  | { readonly kind: 'stale'; readonly step: PublishStep }
  /** A message waits for the client; goes out; or the oldest one that waits is given up. */
  | { readonly kind: 'queue'; readonly qos: Qos }
  | { readonly kind: 'sendQueued'; readonly id: number }
  | { readonly kind: 'giveUp'; readonly state: 'expired' | 'lost' }
  /** The broker ends the session of a client that is away. */
  | { readonly kind: 'sessionEnded' };

/** A delivery as the model has it. */
interface Known {
  session: number;
  readonly from: Side;
  readonly qos: Qos;
  id: number;
  readonly payload: string;
  /** Of one that waited; 0 for others. */
  readonly journey: number;
  state: DeliveryState;
  missing: Missing | null;
  sends: number;
  packets: number;
}

/** What a message that waited carries. */
export const QUEUED_PAYLOAD = 'q';

/** One client; steps in, deliveries out. */
export class ReferenceModel {
  readonly deliveries: Known[] = [];
  connected = false;
  private sessions = 0;
  /** The number of the session that stands; 0 where none does. */
  private session = 0;
  private kept = false;

  constructor(private readonly version: Version) {}

  /** The oldest message that waits. */
  get waiting(): Known | undefined {
    return this.deliveries.find(({ state, session }) => state === 'queued' && session === this.session);
  }

  /** Whether the broker has a session of the client. */
  get hasSession(): boolean {
    return this.session !== 0;
  }

  take(step: Step): void {
    if (step.kind === 'connect') this.connect(step);
    else if (step.kind === 'close') this.close(step.forgets);
    else if (step.kind === 'sessionEnded') {
      if (!this.connected) this.endSession();
    } else if (step.kind === 'queue') this.queue(step.qos);
    else if (step.kind === 'giveUp') this.giveUp(step.state);
    else if (this.connected) this.say(step);
  }

  private say(step: Exclude<Step, { kind: 'connect' | 'close' | 'sessionEnded' | 'queue' | 'giveUp' }>): void {
    if (step.kind === 'publish') this.publish(step);
    else if (step.kind === 'acknowledge') this.acknowledge(step);
    else if (step.kind === 'sendQueued' && this.waiting !== undefined) {
      const { qos, journey } = this.waiting;
      this.publish({ kind: 'publish', from: 'broker', qos, id: step.id, payload: QUEUED_PAYLOAD }, journey);
    }
  }

  private connect(step: Extract<Step, { kind: 'connect' }>): void {
    if (!step.takesOver) this.close(false);
    if (!step.accepted) return;
    const resumes = !step.clean && step.present && this.session !== 0;
    // Until the CONNACK tells otherwise, what the client sends is taken for the session that it asks for.
    const former = this.session;
    const asked = step.clean || former === 0 ? ++this.sessions : former;
    this.session = asked;
    const early = step.early.map((one) => this.publish(one));
    this.session = former;
    if (!resumes) {
      const next = asked === former ? ++this.sessions : asked;
      for (const delivery of early) if (delivery.state === 'open' || delivery.qos === 0) delivery.session = next;
      this.endSession();
      this.session = next;
    }
    this.kept = this.version === 5 ? step.kept : !step.clean;
    this.connected = true;
  }

  private close(forgets: boolean): void {
    if (!this.connected) return;
    this.connected = false;
    if (!this.kept || (forgets && this.version === 5)) this.endSession();
  }

  private endSession(): void {
    for (const delivery of this.deliveries) {
      const isOver = delivery.state !== 'open' && delivery.state !== 'queued';
      if (delivery.session === this.session && !isOver) end(delivery, 'lost');
    }
    this.session = 0;
  }

  private queue(qos: Qos): void {
    if (this.session === 0) return;
    const told = { session: this.session, from: 'broker', qos, id: 0, payload: QUEUED_PAYLOAD } as const;
    const journey = FIRST_JOURNEY + this.deliveries.length;
    this.deliveries.push({ ...told, journey, state: 'queued', missing: null, sends: 0, packets: 0 });
  }

  private giveUp(state: 'expired' | 'lost'): void {
    if (this.waiting !== undefined) end(this.waiting, state);
  }

  private open(from: Side, id: number): Known | undefined {
    return this.deliveries.find(
      (delivery) =>
        delivery.session === this.session && delivery.from === from && delivery.id === id && delivery.state === 'open',
    );
  }

  private publish({ from, qos, id, payload }: PublishStep, journey = 0): Known {
    const open = qos === 0 ? undefined : this.open(from, id);
    if (open?.qos === qos && open.payload === payload) {
      open.sends++;
      open.packets++;
      if (open.missing === 'PUBREL') open.missing = 'PUBREC';
      return open;
    }
    if (open !== undefined) end(open, 'lost');
    const missing = qos === 0 ? null : qos === 1 ? 'PUBACK' : 'PUBREC';
    const state = qos === 0 ? 'complete' : 'open';
    const waiting = journey === 0 ? undefined : this.deliveries.find((one) => one.journey === journey);
    if (waiting !== undefined) return Object.assign(waiting, { id, state, missing, sends: 1, packets: 1 });
    const begun = { session: this.session, from, qos, id, payload, journey: 0 };
    const delivery: Known = { ...begun, state, missing, sends: 1, packets: 1 };
    this.deliveries.push(delivery);
    return delivery;
  }

  private acknowledge({ from, type, id, reason: said }: Extract<Step, { kind: 'acknowledge' }>): void {
    // Before MQTT 5 nothing can be refused.
    const reason = this.version === 5 ? said : 0;
    const sender = (from === 'client') === (type === 'pubrel') ? 'client' : 'broker';
    const open = this.open(sender, id);
    if (open === undefined) {
      this.acknowledgeEnded(sender, type, id);
      return;
    }
    open.packets++;
    if (type === 'puback' && open.qos === 1) end(open, reason >= 0x80 ? 'refused' : 'complete');
    if (open.qos !== 2) return;
    if (type === 'pubrec' && reason >= 0x80) end(open, 'refused');
    else if (type === 'pubrec' && open.missing === 'PUBREC') open.missing = 'PUBREL';
    else if (type === 'pubrel') open.missing = 'PUBCOMP';
    else if (type === 'pubcomp' && open.missing === 'PUBCOMP') end(open, 'complete');
  }

  /** It belongs to the last that had the identifier, if that was acknowledged to its end. */
  private acknowledgeEnded(sender: Side, type: string, id: number): void {
    const last = this.deliveries.findLast(
      ({ session, from, id: own, qos }) => session === this.session && from === sender && own === id && qos > 0,
    );
    if (last === undefined || (last.qos === 1) !== (type === 'puback')) return;
    if (last.state === 'complete' || last.state === 'refused') last.packets++;
  }
}

const FIRST_JOURNEY = 100_000;

function end(delivery: Known, state: DeliveryState): void {
  delivery.state = state;
  delivery.missing = null;
}
