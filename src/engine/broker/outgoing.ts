/** One message on its way to one client, from the moment a subscription matched until it is acknowledged to its end. */

import type { Qos, Via } from '../../shared/model';
import type { Queued, Routing } from '../trace/recorder';
import type { Message } from './message';

/** Name of the local broker in a trace. */
export const BROKER_NAME = 'local';

/** How far a delivery has come: it waits to be sent, its PUBLISH was sent, or its PUBREL (QoS 2). */
export type Stage = 'waiting' | 'published' | 'released';

/** What a subscription asks for the delivery of a message. */
export interface DeliveryTerms {
  readonly qos: Qos;
  readonly grantedQos: Qos;
  /** The filter of the subscription whose granted QoS holds. */
  readonly filter: string;
  readonly retain: boolean;
  /** Every matching subscription's identifier, or null where none has one (3.3.4-3, -4). */
  readonly identifiers: readonly number[] | null;
}

/** A delivery to a client; serves as its own routing for the trace. */
export class Outgoing implements Routing {
  readonly qos: Qos;
  readonly grantedQos: Qos;
  readonly filter: string;
  readonly retain: boolean;
  readonly identifiers: readonly number[] | null;
  stage: Stage = 'waiting';
  /** 0 while it waits. */
  packetId = 0;
  /** Whether it takes one of the slots of the client's Receive Maximum on the present connection. */
  holdsSlot = false;
  /** Whether its message is counted for it; HeldMessages counts. */
  holdsMessage = false;

  constructor(
    readonly message: Message,
    terms: DeliveryTerms,
    public via: Via,
  ) {
    this.qos = terms.qos;
    this.grantedQos = terms.grantedQos;
    this.filter = terms.filter;
    this.retain = terms.retain;
    this.identifiers = terms.identifiers;
  }

  get journey(): number {
    return this.message.journey;
  }

  get publishedQos(): Qos {
    // The broker's own words have no publisher: nobody's QoS is lowered where less is granted.
    return this.message.publisher === '' ? this.qos : this.message.qos;
  }

  /** The delivery as a trace wants to hear of it while it waits. */
  asQueued(client: string): Queued {
    return {
      client,
      broker: BROKER_NAME,
      topic: this.message.topic,
      qos: this.qos,
      retain: this.retain,
      payloadLength: this.message.payloadLength,
      routing: this,
    };
  }
}
