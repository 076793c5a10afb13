/** A client that is one socket and as little else as MQTT allows. */

import { connect, type Socket } from 'node:net';

import type { Qos } from '../../../src/shared/model';
import { Outbox } from './outbox';
import { connectPacket, subscribePacket, TYPE, type LoadVersion } from './packets';
import { PacketScanner } from './packetScanner';

/** Told of what a load client receives. */
export interface LoadListener {
  /** A PUBLISH; the bytes hold for the call. */
  publish(bytes: Buffer, first: number, body: number): void;
  /** PUBACK, PUBREC, PUBREL or PUBCOMP, by its type. */
  acknowledgement(type: number, packetId: number): void;
  /** All packets of one chunk have been told; what was gathered meanwhile goes out after the call. */
  turn(): void;
}

const NOBODY: LoadListener = {
  publish: () => undefined,
  acknowledgement: () => undefined,
  turn: () => undefined,
};

/** Who connects, and where to. */
export interface LoadAddress {
  readonly port: number;
  readonly clientId: string;
  readonly version?: LoadVersion;
  /** Whether its session outlives the connection; not so where nothing is said. */
  readonly kept?: boolean;
}

/** One connection on loopback. Keep alive is off. */
export class LoadClient {
  readonly out: Outbox;
  listener = NOBODY;
  private readonly waiting: { readonly type: number; readonly answered: (reason: number) => void }[] = [];
  private failed: ((error: Error) => void) | null = null;
  private readonly ended: Promise<void>;
  private closing = false;

  private constructor(
    private readonly socket: Socket,
    private readonly address: LoadAddress,
  ) {
    this.out = new Outbox(socket);
    const scanner = new PacketScanner((bytes, start, body, end) => this.packet(bytes, start, body, end));
    socket.on('data', (chunk: Buffer) => {
      scanner.push(chunk);
      this.listener.turn();
      this.out.flush();
    });
    socket.on('error', (error) => this.fail(error));
    this.ended = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.once('close', () => this.fail(new Error(`The broker closed the connection of ${address.clientId}.`)));
  }

  /** Resolves once the broker has accepted; rejects where it refuses or closes. */
  static async open(address: LoadAddress): Promise<LoadClient> {
    const client = new LoadClient(connect({ host: '127.0.0.1', port: address.port, noDelay: true }), address);
    client.out.add(
      connectPacket({ clientId: address.clientId, version: client.version, clean: address.kept !== true }),
    );
    await client.answer(TYPE.connack);
    return client;
  }

  get version(): LoadVersion {
    return this.address.version ?? 4;
  }

  /** Resolves when all filters are granted. */
  async subscribe(filters: readonly string[], qos: Qos): Promise<void> {
    this.out.add(subscribePacket(1, filters, qos, this.version));
    await this.answer(TYPE.suback);
  }

  /** Sends what was gathered, and resolves with the next packet of that type; rejects when the connection ends before. */
  async answer(type: number): Promise<void> {
    const reason = await new Promise<number>((resolve, reject) => {
      this.failed = reject;
      this.waiting.push({ type, answered: resolve });
      this.out.flush();
    });
    this.failed = null;
    if (reason >= 0x80 || (type === TYPE.connack && reason > 0))
      throw new Error(`${this.address.clientId} was refused with 0x${reason.toString(16)}.`);
  }

  /** Breaks the connection and resolves when the socket is gone. */
  async close(): Promise<void> {
    this.closing = true;
    this.socket.destroy();
    await this.ended;
  }

  private packet(bytes: Buffer, start: number, body: number, end: number): void {
    const first = bytes[start] ?? 0;
    const type = first >> 4;
    if (type === TYPE.publish) this.listener.publish(bytes, first, body);
    else if (type >= TYPE.puback && type <= TYPE.pubcomp) {
      this.listener.acknowledgement(type, bytes.readUInt16BE(body));
    } else if (this.waiting[0]?.type === type) {
      // The last byte of a SUBACK is a granted QoS or a refusal; a CONNACK has its code second.
      const reason = type === TYPE.connack ? bytes[body + 1] : type === TYPE.suback ? bytes[end - 1] : 0;
      this.waiting.shift()?.answered(reason ?? 0);
    }
  }

  private fail(error: Error): void {
    if (this.closing) return;
    this.failed?.(error);
    this.failed = null;
  }
}
