/**
 * The unacknowledged PUBLISHes and PUBRELs of our client's session, as mqtt.js wants to have them kept. Its own store
 * hands a PUBLISH back as it was first sent; this one knows which were on the wire.
 */

import type { IStore } from 'mqtt';
import type { Packet } from 'mqtt-packet';
import { Readable } from 'node:stream';

type Done = (error?: Error) => void;
type Found = (error?: Error, packet?: Packet) => void;

interface Stored {
  readonly packet: Packet;
  /** Whether its bytes were handed to a connected socket. */
  sent: boolean;
}

/** Outlives network connections; emptied when the session is lost. */
export class OutgoingStore implements IStore {
  /** By packet identifier, in the order of their first PUBLISH. */
  private readonly publishes = new Map<number, Stored>();
  /** In the order in which their PUBRECs came. */
  private readonly pubrels = new Map<number, Stored>();

  /** How many deliveries are unacknowledged. */
  get size(): number {
    return this.publishes.size + this.pubrels.size;
  }

  /** Whether a PUBLISH or PUBREL with that identifier is unacknowledged. */
  has(packetId: number): boolean {
    return this.publishes.has(packetId) || this.pubrels.has(packetId);
  }

  /** The PUBLISH with that identifier is on the wire: from here on it is sent again only with DUP. */
  markSent(packetId: number): void {
    const stored = this.publishes.get(packetId);
    if (stored !== undefined) stored.sent = true;
  }

  /** Keeps a packet. A PUBREL takes the place of its PUBLISH, which is never sent again (4.3.3-6; 3.1.1: 4.3.3-1). */
  put(packet: Packet, done: Done): this {
    const id = packet.messageId ?? 0;
    if (packet.cmd === 'pubrel') {
      this.publishes.delete(id);
      this.pubrels.set(id, { packet, sent: false });
    } else this.publishes.set(id, { packet, sent: false });
    done();
    return this;
  }

  /**
   * All packets as they have to be sent again: PUBRELs in the order of their PUBRECs (4.6.0-4), PUBLISHes in their
   * original order (4.6.0-1), with DUP exactly where they were on the wire before (3.3.1-1, 3.3.1-3).
   */
  createStream(): ReturnType<IStore['createStream']> {
    const packets = [...this.pubrels.values(), ...this.publishes.values()].map(asResent);
    const stream = new Readable({
      objectMode: true,
      read() {
        this.push(packets.shift() ?? null);
      },
    });
    return stream as unknown as ReturnType<IStore['createStream']>; // mqtt.js names the same class by its npm package
  }

  /** Forgets what is acknowledged; an error where there is no such packet. */
  del(packet: Pick<Packet, 'messageId'>, found: Found): this {
    const id = packet.messageId ?? 0;
    const stored = this.find(id);
    this.publishes.delete(id);
    this.pubrels.delete(id);
    tell(stored, found);
    return this;
  }

  /** Gives the packet with that identifier, or an error. */
  get(packet: Pick<Packet, 'messageId'>, found: Found): this {
    tell(this.find(packet.messageId ?? 0), found);
    return this;
  }

  /** The session is lost: forgets all (MQTT 5: 3.2.2-5). */
  clear(): void {
    this.publishes.clear();
    this.pubrels.clear();
  }

  /** mqtt.js is done with it; what is kept stays, for the next connection of the session. */
  close(done: Done): void {
    done();
  }

  private find(id: number): Stored | undefined {
    return this.pubrels.get(id) ?? this.publishes.get(id);
  }
}

function asResent({ packet, sent }: Stored): Packet {
  return packet.cmd === 'publish' ? { ...packet, dup: sent } : packet;
}

function tell(stored: Stored | undefined, found: Found): void {
  if (stored === undefined) found(new Error('missing packet'));
  else found(undefined, stored.packet);
}
