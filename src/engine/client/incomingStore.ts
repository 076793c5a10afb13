/** The QoS 2 messages that have come to our client and whose PUBREL has not, as mqtt.js wants to have them kept. */

import type { IStore } from 'mqtt';
import type { Packet } from 'mqtt-packet';
import { Readable } from 'node:stream';

type Identified = Pick<Packet, 'messageId'>;

/** Outlives network connections, so that a message sent again after a reconnect is known (4.3.3-10; 3.1.1: 4.3.3-2). */
export class IncomingStore implements IStore {
  private readonly packets = new Map<number, Packet>();

  put(packet: Packet, done: (error?: Error) => void): this {
    this.packets.set(packet.messageId ?? 0, packet);
    done();
    return this;
  }

  /** Gives the message with that identifier, or an error. */
  get({ messageId }: Identified, found: (error?: Error, packet?: Packet) => void): this {
    const packet = this.packets.get(messageId ?? 0);
    if (packet === undefined) found(new Error('missing packet'));
    else found(undefined, packet);
    return this;
  }

  /** Forgets the message with that identifier; an error where there is none. */
  del(packet: Identified, found: (error?: Error, packet?: Packet) => void): this {
    this.get(packet, (error, stored) => {
      this.packets.delete(packet.messageId ?? 0);
      found(error, stored);
    });
    return this;
  }

  createStream(): ReturnType<IStore['createStream']> {
    return Readable.from(this.packets.values()) as unknown as ReturnType<IStore['createStream']>;
  }

  /** The session is lost: its identifiers mean nothing any more (3.2.2-5). */
  clear(): void {
    this.packets.clear();
  }

  /** mqtt.js is done with it; what is kept stays, for the next connection of the session. */
  close(done: (error?: Error) => void): void {
    done();
  }
}
