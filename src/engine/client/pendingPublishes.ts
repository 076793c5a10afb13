/** What we published and whose delivery number is not known yet: those who asked wait for it. */

import type { Qos } from '../../shared/model';

/** A message on its way out, and the one who waits to learn its delivery. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
  /** The PUBLISH is on the wire; the delivery's number in the live trace, 0 while that is paused. */
  readonly resolve: (delivery: number) => void;
  readonly reject: (reason: Error) => void;
}

/** Finds the message behind each PUBLISH on the wire: by packet identifier, or by order for QoS 0. */
export class PendingPublishes {
  private readonly qos0: OutgoingMessage[] = [];
  private readonly byPacketId = new Map<number, OutgoingMessage>();

  constructor(private readonly lost: (message: OutgoingMessage) => Error) {}

  /** mqtt.js has taken the message; `packetId` is 0 for QoS 0. */
  sent(message: OutgoingMessage, packetId: number): void {
    if (message.qos === 0) this.qos0.push(message);
    else this.byPacketId.set(packetId, message);
  }

  /** A PUBLISH has gone out. Null instead of a number: the connection ended before the broker saw it. */
  onWire(packetId: number, delivery: number | Promise<number | null>): void {
    const message = packetId === 0 ? this.qos0.shift() : this.byPacketId.get(packetId);
    if (message === undefined) return; // sent again, and known since its first time
    if (typeof delivery === 'number') this.located(message, packetId, delivery);
    else void delivery.then((n) => this.located(message, packetId, n));
  }

  /** Its last acknowledgement has come. Nobody may be left to wait for its number. */
  acknowledged(packetId: number): void {
    this.byPacketId.get(packetId)?.resolve(0);
    this.byPacketId.delete(packetId);
  }

  /** The network connection has gone: QoS 0 that did not get out is lost; QoS 1 and 2 will be sent again. */
  connectionEnded(): void {
    for (const message of this.qos0.splice(0)) message.reject(this.lost(message));
  }

  /** Nothing that waits will be sent any more. */
  giveUp(reason: (message: OutgoingMessage) => Error): void {
    for (const message of [...this.qos0.splice(0), ...this.byPacketId.values()]) message.reject(reason(message));
    this.byPacketId.clear();
  }

  private located(message: OutgoingMessage, packetId: number, delivery: number | null): void {
    if (delivery !== null) {
      message.resolve(delivery);
      if (this.byPacketId.get(packetId) === message) this.byPacketId.delete(packetId);
    } else if (message.qos === 0) message.reject(this.lost(message));
  }
}
