/** The TCP stream under our client, with someone who sees the bytes of both directions as they pass. */

import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { BrokerTarget } from './url';

/** Sees what passes; told in the order of the socket. */
export interface SocketTap {
  /** The connection stands, nothing has been sent yet. */
  connected(socket: Socket): void;
  /** These bytes have just been handed to the socket. */
  sent(bytes: Uint8Array): void;
  /** These bytes have come; the client gets them next. */
  received(bytes: Uint8Array): void;
  /** The connection has ended; only after `connected`. */
  closed(): void;
}

/**
 * A TCP connection as mqtt.js wants it. Nothing is written before the connection stands, so what the tap sees as sent
 * was really handed to a connected socket.
 */
export class TappedSocket extends Duplex {
  private readonly tcp: Socket;

  constructor(
    target: BrokerTarget,
    private readonly tap: SocketTap,
  ) {
    super({ allowHalfOpen: false });
    // Without TCP_NODELAY the first PUBLISH after a SUBACK waits about 40 ms.
    this.tcp = connect({ host: target.host, port: target.port, noDelay: true });
    this.tcp.once('connect', () => this.tap.connected(this.tcp));
    this.tcp.once('connect', () => this.tcp.once('close', () => this.tap.closed()));
    this.tcp.on('data', (chunk: Buffer) => this.pass(chunk));
    this.tcp.on('end', () => this.push(null));
    this.tcp.on('error', (error) => this.destroy(error));
    this.tcp.on('close', () => this.ended());
  }

  override _read(): void {
    this.tcp.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.forward(chunk, callback);
  }

  override _writev(chunks: { readonly chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    this.forward(Buffer.concat(chunks.map(({ chunk }) => chunk)), callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.tcp.destroyed) callback();
    else this.tcp.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.tcp.destroy();
    callback(error);
  }

  /** Tapped before it is passed on: the client may answer at once, and the trace must see the question first. */
  private pass(chunk: Buffer): void {
    this.tap.received(chunk);
    if (!this.push(chunk)) this.tcp.pause();
  }

  private forward(bytes: Buffer, callback: (error?: Error | null) => void): void {
    if (this.tcp.connecting) {
      this.tcp.once('connect', () => this.forward(bytes, callback));
      return;
    }
    if (!this.tcp.writable) {
      callback(new Error('The connection has ended.'));
      return;
    }
    const flushed = this.tcp.write(bytes);
    this.tap.sent(bytes);
    if (flushed) callback();
    else this.tcp.once('drain', () => callback());
  }

  /** What has come and was not yet read stays readable; without an orderly end there is nothing more to wait for. */
  private ended(): void {
    if (!this.tcp.readableEnded) this.destroy();
  }
}
