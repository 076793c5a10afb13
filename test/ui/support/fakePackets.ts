/** Packets of a made-up trace byte by byte, taken apart by the engine's own hand. */

import { packetTree } from '../../../src/engine/packetTree/packetTree';
import type { PanelRequests } from '../../../src/shared/panelApi';
import type { Delivery, Packet } from '../../../src/shared/model';
import { packetsOf } from './fakeTrace';

const ANSWERS: Readonly<Record<string, number>> = { PUBACK: 0x40, PUBREC: 0x50, PUBREL: 0x62, PUBCOMP: 0x70 };

/** A payload of JSON, as long as the delivery says. */
function payloadOf({ payloadLength }: Delivery): string {
  const text = '{"on":true,"stop":{"after":12}}';
  return payloadLength < text.length ? text.slice(0, payloadLength) : text.padEnd(payloadLength, ' ');
}

/** The answer to trace.packet for a packet of these deliveries; throws where none has it. */
export function packetOf(n: number, deliveries: readonly Delivery[]): PanelRequests['trace.packet']['result'] {
  for (const delivery of deliveries) {
    const packet = packetsOf(delivery).find((one) => one.n === n);
    if (packet === undefined) continue;
    const bytes = bytesOf(packet, delivery);
    return { packet, bytes, fields: packetTree(bytes, 5) };
  }
  throw new Error(`There is no packet ${n}.`);
}

/** MQTT 5: a PUBLISH has a Message Expiry Interval of 60 seconds. */
function bytesOf(packet: Packet, delivery: Delivery): Uint8Array {
  const id = packet.packetId === null ? [] : [packet.packetId >> 8, packet.packetId & 255];
  if (packet.type !== 'PUBLISH') return Uint8Array.from([ANSWERS[packet.type] ?? 0, id.length, ...id]);
  const topic = new TextEncoder().encode(delivery.topic);
  const payload = new TextEncoder().encode(payloadOf(delivery));
  const properties = [5, 0x02, 0, 0, 0, 60];
  const body = [topic.length >> 8, topic.length & 255, ...topic, ...id, ...properties, ...payload];
  return Uint8Array.from([0x30 | (packet.qos << 1), ...remainingLength(body.length), ...body]);
}

function remainingLength(length: number): number[] {
  return length < 128 ? [length] : [(length % 128) | 128, ...remainingLength(Math.floor(length / 128))];
}
