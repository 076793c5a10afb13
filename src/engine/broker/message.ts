/** One application message as the broker holds it: the bytes it came in, and where its parts stand in them. */

import type { Qos } from '../../shared/model';

/** Where the parts of a message stand in its bytes; ends are exclusive. */
export interface MessageParts {
  readonly bytes: Uint8Array;
  /** Of the topic with its two length bytes. */
  readonly topicStart: number;
  readonly topicEnd: number;
  /** Of the properties to forward, without a length field: those as they came, less those that concern one hop only. */
  readonly propertiesStart: number;
  readonly propertiesEnd: number;
  /** The payload reaches to the end of `bytes`. */
  readonly payloadStart: number;
}

/** What is known of a message beside its bytes. */
export interface MessageHead {
  /** Number of its journey; means something to the trace alone. */
  readonly journey: number;
  readonly topic: string;
  readonly qos: Qos;
  readonly retain: boolean;
  /** The core's clock in milliseconds when its Message Expiry Interval ends, or null (3.3.2-5). */
  readonly expiresAt: number | null;
  /** The client id that published it: for No Local (3.8.3-3). Empty where the broker itself speaks (`$SYS`). */
  readonly publisher: string;
}

/** An application message; what it says never changes, but it may move to memory of its own. */
export class Message implements MessageHead, MessageParts {
  readonly journey: number;
  readonly topic: string;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly expiresAt: number | null;
  readonly publisher: string;
  readonly topicStart: number;
  readonly topicEnd: number;
  readonly propertiesStart: number;
  readonly propertiesEnd: number;
  readonly payloadStart: number;
  /** How many deliveries and retained places need it; HeldMessages counts. */
  holders = 0;
  private owned: boolean;
  private memory: Uint8Array;

  /** `owned` says that `parts.bytes` is no view of a socket's chunk. */
  constructor(head: MessageHead, parts: MessageParts, owned: boolean) {
    this.journey = head.journey;
    this.topic = head.topic;
    this.qos = head.qos;
    this.retain = head.retain;
    this.expiresAt = head.expiresAt;
    this.publisher = head.publisher;
    this.topicStart = parts.topicStart;
    this.topicEnd = parts.topicEnd;
    this.propertiesStart = parts.propertiesStart;
    this.propertiesEnd = parts.propertiesEnd;
    this.payloadStart = parts.payloadStart;
    this.memory = parts.bytes;
    this.owned = owned;
  }

  get bytes(): Uint8Array {
    return this.memory;
  }

  get payloadLength(): number {
    return this.memory.length - this.payloadStart;
  }

  /**
   * Must be called before the message is kept beyond the call that brought it: its bytes are a view of a socket's chunk
   * until then, and one small message would keep a whole chunk alive.
   */
  own(): void {
    if (this.owned) return;
    this.memory = Uint8Array.prototype.slice.call(this.memory);
    this.owned = true;
  }

  /** Whether its Message Expiry Interval has passed. */
  expired(now: number): boolean {
    return this.expiresAt !== null && now >= this.expiresAt;
  }

  /** Seconds of its Message Expiry Interval that are left, at least 0; null where it has none (3.3.2-6). */
  remainingExpiry(now: number): number | null {
    return this.expiresAt === null ? null : Math.max(0, Math.ceil((this.expiresAt - now) / 1000));
  }
}

/** A message put together from parts: a will, or a PUBLISH whose topic stood in an alias. */
export function composeMessage(
  head: MessageHead,
  topicField: Uint8Array,
  properties: Uint8Array,
  payload: Uint8Array,
): Message {
  const bytes = new Uint8Array(topicField.length + properties.length + payload.length);
  bytes.set(topicField);
  bytes.set(properties, topicField.length);
  const payloadStart = topicField.length + properties.length;
  bytes.set(payload, payloadStart);
  const parts: MessageParts = {
    bytes,
    topicStart: 0,
    topicEnd: topicField.length,
    propertiesStart: topicField.length,
    propertiesEnd: payloadStart,
    payloadStart,
  };
  return new Message(head, parts, true);
}

/** A topic as it stands in a packet: two bytes of length, then UTF-8. */
export function topicField(topic: string): Uint8Array {
  const text = Buffer.from(topic, 'utf8');
  const field = new Uint8Array(text.length + 2);
  field[0] = text.length >> 8;
  field[1] = text.length & 0xff;
  field.set(text, 2);
  return field;
}
