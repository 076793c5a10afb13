/**
 * The addresses that wires get in a capture that is written. Wireshark takes for MQTT what passes at port 1883, so each
 * broker gets that port; where several share an address, the later ones get one of those reserved for examples
 * (RFC 5737, RFC 3849). The true addresses stand in a comment.
 */

import { parseEndpoint, type Endpoint } from '../network/addressText';
import type { WireEnds } from './wireFrames';

const MQTT_PORT = 1883;

/** How many ports an address has, from 1 on. */
const PORTS = 65_535;

/** What brokers, and clients, get in place of an address that others have: networks for examples. */
const EXAMPLES = {
  broker: { 4: [198, 51, 100, 0], 16: [0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(12).fill(0)] },
  client: { 4: [203, 0, 113, 0], 16: [0x20, 0x01, 0x0d, 0xb8, 0, 1, ...new Array<number>(10).fill(0)] },
} as const;

/** The ports at which connections from one address to one broker are open in the file. */
interface Ports {
  readonly taken: Set<number>;
  /** Where a free one was found last, for one that was taken; 0 before. */
  latest: number;
}

/** Hands out the ends of wires. */
export class ExportedEnds {
  /** The address in the file by the broker's true one. */
  private readonly brokers = new Map<string, Uint8Array>();
  private readonly taken = new Set<string>();
  /** So many examples were tried for brokers. */
  private examples = 0;
  /** By the addresses of client and broker in the file. */
  private readonly ports = new Map<string, Ports>();

  /** The ends of a wire in the file; `release` them when it has ended. */
  take(clientAddress: string, brokerAddress: string): WireEnds {
    const client = parseEndpoint(clientAddress);
    const broker = { address: widened(this.broker(brokerAddress), client.address.length), port: MQTT_PORT };
    const { address, ports } = this.roomFor(widened(client.address, broker.address.length), broker);
    const port = freePort(ports, client.port);
    ports.taken.add(port);
    return { client: { address, port }, broker };
  }

  /** The wire has ended: its ends can be taken again. */
  release({ client, broker }: WireEnds): void {
    this.ports.get(key(client.address, broker))?.taken.delete(client.port);
  }

  /** The client's address, or where connections have all of its ports, an example. */
  private roomFor(wanted: Uint8Array, broker: Endpoint): { readonly address: Uint8Array; readonly ports: Ports } {
    let address = wanted;
    let ports = this.portsOf(address, broker);
    for (let i = 1; ports.taken.size >= PORTS; i++) {
      address = example('client', wanted.length, i);
      ports = this.portsOf(address, broker);
    }
    return { address, ports };
  }

  private portsOf(client: Uint8Array, broker: Endpoint): Ports {
    const name = key(client, broker);
    let ports = this.ports.get(name);
    if (ports === undefined) this.ports.set(name, (ports = { taken: new Set(), latest: 0 }));
    return ports;
  }

  private broker(brokerAddress: string): Uint8Array {
    const known = this.brokers.get(brokerAddress);
    if (known !== undefined) return known;
    let { address } = parseEndpoint(brokerAddress);
    while (this.taken.has(address.join())) address = example('broker', address.length, ++this.examples);
    this.taken.add(address.join());
    this.brokers.set(brokerAddress, address);
    return address;
  }
}

/** The wanted port, else the next one behind the one that was found so before; not all are taken. */
function freePort(ports: Ports, wanted: number): number {
  if (!ports.taken.has(wanted)) return wanted;
  let port = ports.latest === 0 ? wanted : ports.latest;
  while (ports.taken.has(port)) port = (port % PORTS) + 1;
  ports.latest = port;
  return port;
}

/** Both ends need addresses of one kind: an IPv4 address has an IPv6 form (RFC 4291, 2.5.5.2). */
function widened(address: Uint8Array, length: number): Uint8Array {
  if (address.length >= length) return address;
  const wide = new Uint8Array(16);
  wide.fill(0xff, 10, 12);
  wide.set(address, 12);
  return wide;
}

function example(of: 'broker' | 'client', length: number, number: number): Uint8Array {
  const address: number[] = [...EXAMPLES[of][length === 4 ? 4 : 16]];
  for (const [place, shift] of [
    [length - 1, 0],
    [length - 2, 8],
    [length - 3, 16],
  ] as const) {
    address[place] = (address[place] ?? 0) + ((number >> shift) & 255);
  }
  return Uint8Array.from(address);
}

function key(client: Uint8Array, broker: Endpoint): string {
  return `${client.join()}>${broker.address.join()}`;
}
