/**
 * The addresses that wires get in a capture that is written. Wireshark takes for MQTT what passes at port 1883, so each
 * broker gets that port; where several share an address, the later ones get one of those reserved for examples
 * (RFC 5737, RFC 3849). The true addresses stand in a comment.
 */

import { parseEndpoint, type Endpoint } from '../network/addressText';
import type { WireEnds } from './wireFrames';

const MQTT_PORT = 1883;

/** Hands out the ends of wires. */
export class ExportedEnds {
  /** The address in the file by the broker's true one. */
  private readonly brokers = new Map<string, Uint8Array>();
  private readonly taken = new Set<string>();
  /** Connections that are open in the file. */
  private readonly open = new Set<string>();

  /** The ends of a wire in the file; `release` them when it has ended. */
  take(clientAddress: string, brokerAddress: string): WireEnds {
    const length = parseEndpoint(clientAddress).address.length;
    const broker = { address: widened(this.broker(brokerAddress), length), port: MQTT_PORT };
    const client = parseEndpoint(clientAddress);
    const address = widened(client.address, broker.address.length);
    let { port } = client;
    while (this.open.has(key({ address, port }, broker))) port = (port % 65_535) + 1;
    this.open.add(key({ address, port }, broker));
    return { client: { address, port }, broker };
  }

  /** The wire has ended: its ends can be taken again. */
  release({ client, broker }: WireEnds): void {
    this.open.delete(key(client, broker));
  }

  private broker(brokerAddress: string): Uint8Array {
    const known = this.brokers.get(brokerAddress);
    if (known !== undefined) return known;
    let { address } = parseEndpoint(brokerAddress);
    for (let i = 1; this.taken.has(address.join()); i++) address = example(address.length, i);
    this.taken.add(address.join());
    this.brokers.set(brokerAddress, address);
    return address;
  }
}

/** Both ends need addresses of one kind: an IPv4 address has an IPv6 form (RFC 4291, 2.5.5.2). */
function widened(address: Uint8Array, length: number): Uint8Array {
  if (address.length >= length) return address;
  const wide = new Uint8Array(16);
  wide.fill(0xff, 10, 12);
  wide.set(address, 12);
  return wide;
}

function example(length: number, number: number): Uint8Array {
  const address = length === 4 ? [198, 51, 100, 0] : [0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(12).fill(0)];
  address[length - 1] = number & 255;
  address[length - 2] = (address[length - 2] ?? 0) + (number >> 8);
  return Uint8Array.from(address);
}

function key(client: Endpoint, broker: Endpoint): string {
  return `${client.address.join()}:${client.port}>${broker.address.join()}`;
}
