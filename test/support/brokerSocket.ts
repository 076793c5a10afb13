/** A client that is nothing but a socket: it writes what a test says and reads packets as lines. */

import { once } from 'node:events';
import net from 'node:net';

import { generate, type IConnectPacket, type Packet } from 'mqtt-packet';

import { part } from '../../src/engine/wire/bytes';
import { Framer } from '../../src/engine/wire/framer';
import type { ProtocolVersion } from '../../src/shared/model';
import { hex } from './brokerHarness';
import { packetLine } from './packetLine';

/** One connection to a broker. */
export class BrokerSocket {
  private readonly lines: string[] = [];
  private readonly waiting: ((line: string) => void)[] = [];
  private readonly framer: Framer;

  private constructor(
    readonly socket: net.Socket,
    readonly version: ProtocolVersion,
  ) {
    this.framer = new Framer(
      {
        packetIn: (bytes, start, end) => {
          this.line(packetLine(part(bytes, start, end), version));
          return true;
        },
        fault: (fault) => this.line(fault.code),
      },
      268_435_460,
    );
    socket.on('data', (chunk: Buffer) => this.framer.push(chunk));
    // A reset is an end like another; `next` says so.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.line('closed'));
  }

  /** A socket on which nothing was written. */
  static async open(port: number, version: ProtocolVersion = 4): Promise<BrokerSocket> {
    const socket = net.connect({ host: '127.0.0.1', port, noDelay: true });
    const opened = new BrokerSocket(socket, version);
    await once(socket, 'connect');
    return opened;
  }

  /** A client whose CONNECT was accepted. */
  static async connect(
    port: number,
    clientId: string,
    version: ProtocolVersion = 4,
    more: Partial<IConnectPacket> = {},
  ): Promise<BrokerSocket> {
    const opened = await BrokerSocket.open(port, version);
    opened.write({ cmd: 'connect', protocolVersion: version, clientId, clean: true, keepalive: 0, ...more });
    const connack = await opened.next();
    if (!connack.startsWith('CONNACK 0')) throw new Error(`Not connected: ${connack}`);
    return opened;
  }

  /** Several packets go out in one write. */
  write(...packets: Packet[]): void {
    this.socket.write(Buffer.concat(packets.map((packet) => generate(packet, { protocolVersion: this.version }))));
  }

  rawWrite(text: string): void {
    this.socket.write(hex(text));
  }

  publish(topic: string, payload: string | Buffer, qos: 0 | 1 | 2, packetId = 0): void {
    this.write({ cmd: 'publish', topic, payload, qos, messageId: packetId, dup: false, retain: false });
  }

  /** Subscribes, and waits for the SUBACK. */
  async subscribe(topic: string, qos: 0 | 1 | 2): Promise<void> {
    this.write({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos }] });
    const suback = await this.next();
    if (!suback.startsWith('SUBACK')) throw new Error(`Not subscribed: ${suback}`);
  }

  /** The next packet as a line, "closed" at the end. */
  next(): Promise<string> {
    const line = this.lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The next `count` packets. */
  async take(count: number): Promise<string[]> {
    const taken: string[] = [];
    while (taken.length < count) taken.push(await this.next());
    return taken;
  }

  /** Breaks the connection without a word. */
  destroy(): void {
    this.socket.destroy();
  }

  private line(line: string): void {
    const waiting = this.waiting.shift();
    if (waiting === undefined) this.lines.push(line);
    else waiting(line);
  }
}
