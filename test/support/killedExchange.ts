/** One QoS 2 message from a publisher through a core to a subscriber, with the broker killed in one chosen turn. */

import type { Packet } from 'mqtt-packet';

import { BrokerHarness, type Peer } from './brokerHarness';
import { MemoryStore } from './memoryStore';
import { decodePacket } from './packetLine';

const PACKET_ID = 7;

/** How the turn ends in which the broker is killed. */
export type Death = NonNullable<BrokerHarness['dying']>;

/** Both ends keep every rule of QoS 2 (4.3.3) and come back to their kept sessions at once (4.4.0-1). */
export class KilledExchange {
  readonly store = new MemoryStore();
  /** Payloads as they were delivered onward. */
  readonly arrived: string[] = [];
  /** Packets that the clients have sent. */
  turns = 0;
  private readonly harness = new BrokerHarness({}, this.store);
  private subscriber: Peer;
  private publisher: Peer;
  private stage: 'publishing' | 'released' | 'done' = 'publishing';
  private readonly received = new Set<number>();

  /** Killed in turn `killAt`, from 1; 0 for not at all. */
  constructor(
    private readonly killAt: number,
    private readonly death: Death,
  ) {
    this.subscriber = this.connect('sub');
    this.subscriber.subscribe('a', 2);
    this.subscriber.take();
    this.publisher = this.connect('pub');
  }

  /** Until nobody has anything more to say. */
  run(): void {
    this.speak(() => this.publisher.publish('a', 'x', 2, PACKET_ID));
    for (let spoken = true; spoken;) {
      spoken = this.read(this.publisher, (packet) => this.publisherAnswers(packet));
      spoken = this.read(this.subscriber, (packet) => this.subscriberAnswers(packet)) || spoken;
    }
  }

  private connect(clientId: string): Peer {
    return this.harness.connecting(clientId, 4, { clean: false });
  }

  /** One turn of the broker; in the chosen one it is killed, and both clients come back. */
  private speak(write: () => void): void {
    if (++this.turns !== this.killAt) {
      write();
      return;
    }
    this.harness.dying = this.death;
    write();
    this.harness.crash();
    this.subscriber = this.connect('sub');
    this.publisher = this.connect('pub');
    if (this.stage === 'publishing') this.publisher.publish('a', 'x', 2, PACKET_ID, { dup: true });
    if (this.stage === 'released') this.publisher.acknowledge('pubrel', PACKET_ID);
  }

  private read(peer: Peer, answer: (packet: Packet) => void): boolean {
    const packets = peer.takeBytes().map((bytes) => decodePacket(bytes, 4));
    for (const packet of packets) {
      // What came before the kill and was not read by then is lost.
      if (peer === this.publisher || peer === this.subscriber) answer(packet);
    }
    return packets.length > 0;
  }

  private publisherAnswers({ cmd }: Packet): void {
    if (cmd === 'pubrec') {
      this.stage = 'released';
      this.speak(() => this.publisher.acknowledge('pubrel', PACKET_ID));
    } else if (cmd === 'pubcomp') this.stage = 'done';
  }

  private subscriberAnswers(packet: Packet): void {
    const packetId = packet.messageId ?? 0;
    if (packet.cmd === 'publish') {
      if (!this.received.has(packetId)) this.arrived.push(packet.payload.toString());
      this.received.add(packetId);
      this.speak(() => this.subscriber.acknowledge('pubrec', packetId));
    } else if (packet.cmd === 'pubrel') {
      this.received.delete(packetId);
      this.speak(() => this.subscriber.acknowledge('pubcomp', packetId));
    }
  }
}
