/** A WebSocket as a stream of bytes: where its frames begin and end means nothing to MQTT (6.0.0-2; 3.1.1: the same). */

import { Duplex } from 'node:stream';

import type { RawData, WebSocket } from 'ws';
import type { Sentence } from '../../../shared/sentences';

/** Status codes of the closing handshake (RFC 6455, 7.4.1). */
const NORMAL_CLOSURE = 1000;
const UNSUPPORTED_DATA = 1003;

/** Each write is a binary frame; what waits for the socket counts as waiting here, so that back-pressure is that of TCP. */
export class WebSocketStream extends Duplex {
  private closeCode = NORMAL_CLOSURE;

  constructor(private readonly webSocket: WebSocket) {
    super({ allowHalfOpen: false });
    webSocket.binaryType = 'nodebuffer';
    webSocket.on('message', (message: RawData, isBinary: boolean) => this.frame(message as Buffer, isBinary));
    webSocket.on('error', (error) => this.fault({ code: 'door.badFrame', args: { cause: error.message } }));
    webSocket.once('close', () => this.push(null));
  }

  override _read(): void {
    this.webSocket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    // Behind a closing handshake nothing may follow (RFC 6455, 5.5.1): what the broker still has to say is lost.
    if (this.webSocket.readyState !== this.webSocket.OPEN) callback();
    else this.webSocket.send(chunk, callback);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    const last = chunks.length - 1;
    chunks.forEach(({ chunk }, i) => this._write(chunk, 'binary', i === last ? callback : () => undefined));
  }

  /** Ends with the closing handshake: who waits longer for it than he wants destroys the stream. */
  override _final(callback: (error?: Error | null) => void): void {
    if (this.webSocket.readyState === this.webSocket.CLOSED) {
      callback();
      return;
    }
    this.webSocket.once('close', () => callback());
    this.webSocket.close(this.closeCode);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.webSocket.terminate();
    callback(error);
  }

  private frame(message: Buffer, isBinary: boolean): void {
    if (!isBinary) {
      this.closeCode = UNSUPPORTED_DATA;
      this.fault({ code: 'door.textFrame', args: {} }, message);
    } else if (!this.push(message)) this.webSocket.pause();
  }

  private fault(sentence: Sentence, bytes: Uint8Array = new Uint8Array()): void {
    this.emit('fault', sentence, bytes);
  }
}
