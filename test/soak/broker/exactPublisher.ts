/** A publisher that keeps every rule of a sender across its connections (4.3, 4.4, 4.6), at QoS 1 or 2. */

import { FIRST, reasonOf, TYPE } from '../../bench/load/packets';
import { PublishTemplate } from '../../bench/load/publishTemplate';
import { ResumingLink, type LinkListener, type LinkWords } from './resumingLink';

/** What a publisher has to do. */
export interface PublisherWords extends LinkWords {
  readonly qos: 1 | 2;
  /** Takes turns through them. */
  readonly topics: readonly string[];
  readonly messagesOfTopic: number;
  /** How many may be unacknowledged. */
  readonly window: number;
  /** Whether more may be published: the subscribers must not fall so far behind that their queues overflow. */
  readonly mayPublish: () => boolean;
  readonly violation: (sentence: string) => void;
  /** Each message is acknowledged to its end. */
  readonly done: () => void;
}

/** One message under way. */
interface Flight {
  readonly topic: number;
  readonly number: number;
  /** PUBREL was sent: the PUBLISH is never sent again (4.3.3-6). */
  released: boolean;
}

/** Publishes all its messages once it is connected. */
export class ExactPublisher implements LinkListener {
  readonly link: ResumingLink;
  /** Messages that were sent at least once. */
  sent = 0;
  /** PUBLISHes sent again after a reconnect. */
  resent = 0;
  /** Whether it holds back since it may not publish; `push` lets it go on. */
  waits = false;
  private readonly templates: readonly PublishTemplate[];
  /** By packet identifier, in the order of the first sending. */
  private readonly flights = new Map<number, Flight>();
  private readonly total: number;
  private lastPacketId = 0;
  private up = false;
  private greeted = false;

  constructor(private readonly words: PublisherWords) {
    this.templates = words.topics.map((topic) => new PublishTemplate(topic, words.qos, words.version));
    this.total = words.topics.length * words.messagesOfTopic;
    this.link = new ResumingLink(words, this);
  }

  get clientId(): string {
    return this.words.clientId;
  }

  /** Messages that are acknowledged to their end. */
  get finished(): number {
    return this.sent - this.flights.size;
  }

  get isDone(): boolean {
    return this.finished === this.total;
  }

  /** Publishes what may be published. */
  push(): void {
    if (!this.up) return;
    this.fill();
    this.link.out.flush();
  }

  connected(present: boolean): void {
    if (present !== this.greeted) {
      this.words.violation(
        `${this.words.clientId}: Session Present is ${present} on connection ${this.link.connections}`,
      );
    }
    this.greeted = true;
    this.up = true;
    this.resume();
  }

  disconnected(): void {
    this.up = false;
  }

  packet(type: number, _first: number, bytes: Buffer, body: number, end: number): void {
    const packetId = bytes.readUInt16BE(body);
    const reason = reasonOf(bytes, body, end);
    // 0x92 is how a broker answers the PUBREL of a delivery that it has ended already (4.3.3-11).
    const expected = reason === 0 || (type === TYPE.pubcomp && reason === 0x92);
    if (!expected)
      this.words.violation(`${this.words.clientId}: packet type ${type} with reason 0x${reason.toString(16)}`);
    const flight = this.flights.get(packetId);
    if (type === TYPE.pubrec && flight !== undefined) {
      flight.released = true;
      this.link.out.acknowledge(FIRST.pubrel, packetId);
    } else if ((type === TYPE.puback || type === TYPE.pubcomp) && flight !== undefined) this.finish(packetId, flight);
    else this.words.violation(`${this.words.clientId}: packet type ${type} for ${packetId}, which is not in flight`);
  }

  turn(): void {
    this.fill();
  }

  violation(sentence: string): void {
    this.words.violation(sentence);
  }

  /** With the old identifiers, in the old order (4.4.0-1, 4.6.0-1); a PUBLISH has DUP 1 now (3.3.1-1). */
  private resume(): void {
    for (const [packetId, { topic, number, released }] of this.flights) {
      if (released) this.link.out.acknowledge(FIRST.pubrel, packetId);
      else {
        this.resent++;
        this.templates[topic]?.add(this.link.out, packetId, number, true);
      }
    }
  }

  private fill(): void {
    const { topics, window, mayPublish } = this.words;
    while (this.sent < this.total && this.flights.size < window) {
      this.waits = !mayPublish();
      if (this.waits) return;
      const topic = this.sent % topics.length;
      const number = Math.floor(this.sent / topics.length);
      const packetId = this.freePacketId();
      this.flights.set(packetId, { topic, number, released: false });
      this.templates[topic]?.add(this.link.out, packetId, number);
      this.sent++;
    }
  }

  /** Goes round through all 65,535, so that a long run uses each many times (4.3.2-1; 4.3.3-1). */
  private freePacketId(): number {
    do this.lastPacketId = (this.lastPacketId % 65_535) + 1;
    while (this.flights.has(this.lastPacketId));
    return this.lastPacketId;
  }

  private finish(packetId: number, { released }: Flight): void {
    if (this.words.qos === 2 && !released) this.words.violation(`${this.words.clientId}: PUBCOMP before PUBREC`);
    this.flights.delete(packetId);
    if (this.isDone) this.words.done();
  }
}
