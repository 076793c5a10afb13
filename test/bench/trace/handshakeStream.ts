/** A byte stream of QoS 1 handshakes as one wire carries them: half PUBLISH, half PUBACK. */

import { generate } from 'mqtt-packet';

const PAYLOAD_BYTES = 64;
const TOPICS = 200;

/** One packet, and which end sent it. */
export interface StreamPacket {
  readonly from: 'client' | 'broker';
  readonly bytes: Buffer;
}

/** CONNECT and CONNACK of MQTT 3.1.1, by which the wire has a session. */
export function opening(): StreamPacket[] {
  const connect = generate({ cmd: 'connect', protocolVersion: 4, clientId: 'load', clean: true, keepalive: 0 });
  const connack = generate({ cmd: 'connack', returnCode: 0, sessionPresent: false });
  return [
    { from: 'client', bytes: connect },
    { from: 'broker', bytes: connack },
  ];
}

/** `count` handshakes with payloads of 64 bytes under 200 topics, identifiers in turn. */
export function handshakes(count: number): StreamPacket[] {
  const packets: StreamPacket[] = [];
  const payload = Buffer.alloc(PAYLOAD_BYTES, 'm');
  for (let i = 0; i < count; i++) {
    const messageId = (i % 60_000) + 1;
    const topic = `factory/m${String(i % TOPICS).padStart(3, '0')}/state`;
    const publish = generate({ cmd: 'publish', topic, payload, qos: 1, messageId, dup: false, retain: false });
    packets.push({ from: 'client', bytes: publish });
    packets.push({ from: 'broker', bytes: generate({ cmd: 'puback', messageId }) });
  }
  return packets;
}
