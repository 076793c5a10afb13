/** A subscriber that keeps every rule of a receiver across its connections (4.3, 4.4). */

import { FIRST, PINGREQ, readLoadPublish, subscribePacket, TYPE } from '../../bench/load/packets';
import { ResumingLink, type LinkListener, type LinkWords } from './resumingLink';

/** What a subscriber has to do. */
export interface SubscriberWords extends LinkWords {
  readonly qos: 1 | 2;
  readonly filter: string;
  /** A message was delivered onward: at QoS 2 with its first PUBLISH, at QoS 1 with each. */
  readonly arrived: (topic: string, number: number) => void;
  readonly violation: (sentence: string) => void;
}

/** Subscribes once, then resumes. */
export class ExactSubscriber implements LinkListener {
  readonly link: ResumingLink;
  /** Resolves when the subscription is granted. */
  readonly subscribed: Promise<void>;
  private granted: () => void = () => undefined;
  private pinged: () => void = () => undefined;
  /** QoS 2 identifiers from their PUBLISH to their PUBREL (4.3.3-10). */
  private readonly received = new Set<number>();
  private greeted = false;

  constructor(private readonly words: SubscriberWords) {
    this.subscribed = new Promise((resolve) => (this.granted = resolve));
    this.link = new ResumingLink(words, this);
  }

  /**
   * Reconnects once more without further cuts, and resolves when all that the broker then still sends has come, and the
   * broker has all that was answered. By then each QoS 2 message has had its PUBREL (4.3.3-5).
   */
  async settle(): Promise<void> {
    this.link.cutting = false;
    const settled = new Promise<void>((resolve) => (this.pinged = resolve));
    this.link.renew();
    await settled;
    const heard = new Promise<void>((resolve) => (this.pinged = resolve));
    this.link.out.add(PINGREQ);
    this.link.out.flush();
    await heard;
    if (this.received.size > 0)
      this.words.violation(`${this.words.clientId}: ${this.received.size} PUBRELs never came`);
  }

  connected(present: boolean): void {
    const { clientId, filter, qos, version } = this.words;
    if (present !== this.greeted) {
      this.words.violation(`${clientId}: Session Present is ${present} on connection ${this.link.connections}`);
    }
    if (!present) this.link.out.add(subscribePacket(1, [filter], qos, version));
    // The answer comes behind what is sent again.
    else if (!this.link.cutting) this.link.out.add(PINGREQ);
    this.greeted = true;
  }

  disconnected(): void {
    // Nothing is said before the broker has accepted again.
  }

  packet(type: number, first: number, bytes: Buffer, body: number): void {
    if (type === TYPE.publish) this.publish(bytes, first, body);
    else if (type === TYPE.pubrel) {
      const packetId = bytes.readUInt16BE(body);
      this.received.delete(packetId);
      this.link.out.acknowledge(FIRST.pubcomp, packetId);
    } else if (type === TYPE.suback) this.granted();
    else if (type === TYPE.pingresp) this.pinged();
    else this.words.violation(`${this.words.clientId}: a packet of type ${type}`);
  }

  turn(): void {
    // What is to be said was gathered packet by packet.
  }

  violation(sentence: string): void {
    this.words.violation(sentence);
  }

  private publish(bytes: Buffer, first: number, body: number): void {
    const { version, clientId, qos: granted } = this.words;
    const { qos, dup, packetId, topicStart, topicEnd, payloadStart } = readLoadPublish(bytes, first, body, version);
    if (qos !== granted) this.words.violation(`${clientId}: a message at QoS ${qos}`);
    this.link.out.acknowledge(qos === 2 ? FIRST.pubrec : FIRST.puback, packetId);
    if (qos === 2) {
      if (this.received.has(packetId)) {
        // 3.3.1-1: what is sent again says so.
        if (!dup) this.words.violation(`${clientId}: packet identifier ${packetId} came again without DUP`);
        return;
      }
      this.received.add(packetId);
    }
    this.words.arrived(bytes.toString('latin1', topicStart, topicEnd), bytes.readUInt32BE(payloadStart));
  }
}
