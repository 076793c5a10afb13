/** Packets that keep every rule, made at random: what a broker must take, and the ground from which faults begin. */

import type { Random } from '../broker/random';
import { text, type Field, type PacketPlan, type Property } from './packetPlan';

/** The versions that the broker speaks. */
export type FuzzVersion = 3 | 4 | 5;

/** Topics that all cases share, so that what one publishes reaches others. */
const TOPICS = ['a', 'a/b', 'a/b/c', 'é/ü', 'fuzz/1', 'fuzz/2', '/', 'a//b'] as const;
const FILTERS = ['#', '+', 'a/#', 'a/+', '+/b', 'fuzz/+', '$SYS/broker/uptime', '$share/g/a/#'] as const;

/** A CONNECT of that client; it always has a Receive Maximum in MQTT 5, which bounds what is in flight to it. */
export function connect(random: Random, version: FuzzVersion, clientId: string): PacketPlan {
  const clean = random.between(1, 4) > 1;
  const will = random.between(1, 3) === 1;
  const willFlags = will ? 0x04 | (random.between(0, 2) << 3) | (random.between(0, 1) << 5) : 0;
  const named = random.between(1, 4) === 1;
  const flags = (clean ? 0x02 : 0) | willFlags | (named ? 0xc0 : 0);
  const head: Field[] = [text(version === 3 ? 'MQIsdp' : 'MQTT'), byte(version), byte(flags), uint16(0)];
  const own = version === 5 ? [properties(connectProperties(random))] : [];
  const willFields = will ? willOf(random, version) : [];
  const credentials = named ? [text('user'), text('password')] : [];
  return { first: 0x10, fields: [...head, ...own, text(clientId), ...willFields, ...credentials] };
}

/** Some packet after the CONNECT; never DISCONNECT, which ends what is looked at. */
export function soundPacket(random: Random, version: FuzzVersion): PacketPlan {
  const makers = [publish, publish, publish, subscribe, subscribe, unsubscribe, release, ping] as const;
  return random.pick(makers)(random, version);
}

/** As `soundPacket`, or an acknowledgement that may be the wrong one for what it acknowledges. */
export function likelyPacket(random: Random, version: FuzzVersion): PacketPlan {
  return random.between(1, 6) === 1 ? acknowledgement(random, version) : soundPacket(random, version);
}

export function publish(random: Random, version: FuzzVersion): PacketPlan {
  const qos = random.between(0, 2);
  const retain = random.between(1, 8) === 1 ? 1 : 0;
  const id = qos === 0 ? [] : [uint16(random.between(1, 9))];
  const own = version === 5 ? [properties(publishProperties(random))] : [];
  const payload = payloadOf(random);
  const fields = [text(random.pick(TOPICS)), ...id, ...own, { kind: 'rest', bytes: payload } as const];
  return { first: 0x30 | (qos << 1) | retain, fields };
}

export function subscribe(random: Random, version: FuzzVersion): PacketPlan {
  const id = random.between(1, 20);
  const own = version === 5 ? [properties(random.between(0, 1) === 1 ? [property(0x0b, variable(id))] : [])] : [];
  const count = random.between(1, 3);
  const wishes = Array.from({ length: count }, () => wish(random, version)).flat();
  return { first: 0x82, fields: [uint16(random.between(1, 0xffff)), ...own, ...wishes] };
}

export function unsubscribe(random: Random, version: FuzzVersion): PacketPlan {
  const own = version === 5 ? [properties([])] : [];
  return { first: 0xa2, fields: [uint16(random.between(1, 0xffff)), ...own, text(random.pick(FILTERS))] };
}

/** PUBACK, PUBREC, PUBREL or PUBCOMP, with an identifier that may answer something. */
export function acknowledgement(random: Random, version: FuzzVersion): PacketPlan {
  return answer(random, version, random.pick([0x40, 0x50, 0x62, 0x70]));
}

/** PUBREL, which is answered whether or not its PUBLISH is known (4.3.3-11). */
function release(random: Random, version: FuzzVersion): PacketPlan {
  return answer(random, version, 0x62);
}

function answer(random: Random, version: FuzzVersion, first: number): PacketPlan {
  const reasoned = version === 5 && random.between(0, 1) === 1;
  const reason = reasoned ? [byte(0), properties([property(0x1f, text('why'))])] : [];
  return { first, fields: [uint16(random.between(1, 9)), ...reason] };
}

export function ping(): PacketPlan {
  return { first: 0xc0, fields: [] };
}

/** A byte. */
export function byte(value: number): Field {
  return { kind: 'byte', value };
}

/** A number of two bytes. */
export function uint16(value: number): Field {
  return { kind: 'uint16', value };
}

/** A property with its fields. */
export function property(id: number, ...fields: readonly Field[]): Property {
  return { id, fields };
}

function variable(value: number): Field {
  return { kind: 'variable', value };
}

function uint32(value: number): Field {
  return { kind: 'uint32', value };
}

function properties(list: readonly Property[]): Field {
  return { kind: 'properties', properties: list };
}

function wish(random: Random, version: FuzzVersion): Field[] {
  const filter = random.pick(FILTERS);
  // No Local is forbidden to shared subscriptions (3.8.3-4).
  const noLocal = filter.startsWith('$share') ? 0 : random.between(0, 1) << 2;
  const more = version === 5 ? noLocal | (random.between(0, 1) << 3) | (random.between(0, 2) << 4) : 0;
  return [text(filter), byte(random.between(0, 2) | more)];
}

function willOf(random: Random, version: FuzzVersion): Field[] {
  const own = version === 5 ? [properties([property(0x18, uint32(random.between(0, 2)))])] : [];
  return [...own, text(random.pick(TOPICS)), { kind: 'binary', bytes: payloadOf(random) }];
}

function connectProperties(random: Random): Property[] {
  const list = [property(0x21, uint16(random.between(1, 20)))];
  if (random.between(0, 1) === 1) list.push(property(0x11, uint32(random.between(0, 20))));
  if (random.between(0, 2) === 1) list.push(property(0x22, uint16(random.between(0, 5))));
  if (random.between(0, 4) === 1) list.push(property(0x27, uint32(random.between(20, 2_000))));
  if (random.between(0, 4) === 1) list.push(property(0x26, text('k'), text('v')));
  return list;
}

function publishProperties(random: Random): Property[] {
  const list: Property[] = [];
  if (random.between(0, 3) === 1) list.push(property(0x02, uint32(random.between(0, 30))));
  if (random.between(0, 3) === 1) list.push(property(0x23, uint16(random.between(1, 10))));
  if (random.between(0, 3) === 1) list.push(property(0x26, text('k'), text('é')), property(0x26, text('k'), text('2')));
  if (random.between(0, 5) === 1) list.push(property(0x01, byte(0)), property(0x08, text('answer/here')));
  return list;
}

function payloadOf(random: Random): Uint8Array {
  const length = random.between(1, 20) === 1 ? random.between(200, 3_000) : random.between(0, 12);
  return Uint8Array.from({ length }, () => random.between(0, 255));
}
