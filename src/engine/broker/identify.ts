/** Finds out whether the broker on a port is QoScope's, in another window of this machine or behind a forwarded port. */

import net from 'node:net';

import { parser, type Packet } from 'mqtt-packet';
import { encode } from './packets/codec';

/** How long the other side may take, in milliseconds. */
const PATIENCE = 1_000;

/**
 * Whether a local broker of QoScope answers on `host`:`port`: it says so by the user property `qoscope` of its CONNACK.
 * Never rejects: whatever does not answer so within a second is not one.
 */
export function isQoScope(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, noDelay: true });
    const settle = (answer: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(settle, PATIENCE, false);
    const reader = parser({ protocolVersion: 5 });
    reader.on('packet', (packet) => settle(saysQoScope(packet)));
    reader.on('error', () => settle(false));
    socket.on('connect', () => socket.write(greeting()));
    socket.on('data', (chunk: Buffer) => reader.parse(chunk));
    socket.on('error', () => settle(false));
    socket.on('close', () => settle(false));
  });
}

function greeting(): Uint8Array {
  return encode({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 5, clean: true, clientId: '', keepalive: 0 }, 5);
}

function saysQoScope(packet: Packet): boolean {
  return packet.cmd === 'connack' && packet.properties?.userProperties?.qoscope !== undefined;
}
