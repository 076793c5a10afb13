/**
 * MQTT packets as bytes, made by hand: what loads a broker must cost little, and must share no code with what it
 * measures.
 */

import type { Qos } from '../../../src/shared/model';

/** What the load speaks: MQTT 3.1.1 (level 4) or MQTT 5. */
export type LoadVersion = 4 | 5;

/** Control packet types (2.1.2). */
export const TYPE = {
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  suback: 9,
  pingresp: 13,
  disconnect: 14,
} as const;

/** First bytes of the acknowledgements; the reserved bits of PUBREL are 0010 (3.6.1-1). */
export const FIRST = { puback: 0x40, pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70 } as const;

/** The PINGREQ packet (3.12). */
export const PINGREQ = Buffer.from([0xc0, 0]);

/** What a CONNECT says. */
export interface ConnectWords {
  readonly clientId: string;
  readonly version: LoadVersion;
  /** Clean Session, in MQTT 5 Clean Start; without it the session is kept, in MQTT 5 for an hour. */
  readonly clean: boolean;
}

/** Seconds for which MQTT 5 keeps a session that is not clean. */
const SESSION_EXPIRY = 3_600;

/** A CONNECT without keep alive, will and user (3.1). */
export function connectPacket({ clientId, version, clean }: ConnectWords): Buffer {
  const expiry = Buffer.from([17, 0, 0, 0, 0]);
  expiry.writeUInt32BE(SESSION_EXPIRY, 1);
  const properties = clean ? Buffer.alloc(0) : expiry;
  return packet(0x10, [
    text('MQTT'),
    Buffer.from([version, clean ? 2 : 0, 0, 0]),
    version === 5 ? Buffer.concat([Buffer.from([properties.length]), properties]) : Buffer.alloc(0),
    text(clientId),
  ]);
}

/** A SUBSCRIBE for all `filters` at one QoS (3.8). */
export function subscribePacket(packetId: number, filters: readonly string[], qos: Qos, version: LoadVersion): Buffer {
  const head = version === 5 ? [packetId >> 8, packetId & 255, 0] : [packetId >> 8, packetId & 255];
  return packet(0x82, [Buffer.from(head), ...filters.flatMap((filter) => [text(filter), Buffer.from([qos])])]);
}

/** A PUBLISH with DUP 0 (3.3); `packetId` is left out at QoS 0. */
export function publishPacket(
  topic: string,
  payload: Uint8Array,
  { qos, packetId, version, retain }: PublishWords,
): Buffer {
  const identifier = qos === 0 ? [] : [packetId >> 8, packetId & 255];
  const properties = version === 5 ? [0] : [];
  return packet(0x30 | (qos << 1) | (retain ? 1 : 0), [
    text(topic),
    Buffer.from([...identifier, ...properties]),
    payload,
  ]);
}

/** What a PUBLISH says beside topic and payload. */
export interface PublishWords {
  readonly qos: Qos;
  readonly packetId: number;
  readonly version: LoadVersion;
  readonly retain: boolean;
}

/** What the load reads of a PUBLISH. */
export interface LoadPublish {
  readonly qos: number;
  readonly dup: boolean;
  /** 0 at QoS 0. */
  readonly packetId: number;
  readonly topicStart: number;
  readonly topicEnd: number;
  readonly payloadStart: number;
}

/** Reads the PUBLISH whose first byte is `first` and whose variable header begins at `body`. */
export function readLoadPublish(bytes: Buffer, first: number, body: number, version: LoadVersion): LoadPublish {
  const qos = (first >> 1) & 3;
  const topicStart = body + 2;
  const topicEnd = topicStart + bytes.readUInt16BE(body);
  const packetId = qos === 0 ? 0 : bytes.readUInt16BE(topicEnd);
  let payloadStart = topicEnd + (qos === 0 ? 0 : 2);
  // Properties are fewer than 128 bytes in all that the load publishes, so that their length is one byte.
  if (version === 5) payloadStart += 1 + (bytes[payloadStart] ?? 0);
  return { qos, dup: (first & 8) !== 0, packetId, topicStart, topicEnd, payloadStart };
}

/** The reason code of an acknowledgement, 0 where it has none (3.4.2.1). */
export function reasonOf(bytes: Buffer, body: number, end: number): number {
  return end - body > 2 ? (bytes[body + 2] ?? 0) : 0;
}

function packet(first: number, parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  let rest = body.length;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    length.push(rest > 0 ? low | 128 : low);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([first, ...length]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}
