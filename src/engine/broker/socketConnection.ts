/** One client's socket: bytes to packets, packets to bytes, and its end. */

import type { Duplex } from 'node:stream';

import type { Sentence } from '../../shared/sentences';
import type { Clock } from '../clock';
import type { Routing, WireRecorder } from '../trace/recorder';
import { part } from '../wire/bytes';
import { Framer } from '../wire/framer';
import { foreignSpeech } from './doors/foreignSpeech';
import { SocketWriter } from './socketWriter';

/** Bytes that may wait for a socket before the core must hold back, and before the socket is read no further. */
const BACKLOG_LIMIT = 1024 * 1024;

/** How long a socket stays open after our last packet, so that the client can still read it, in milliseconds. */
const LINGER = 1_000;

/** Told of what happens at the socket. */
export interface SocketListener {
  /** Called around the packets of one chunk. */
  chunk(push: () => void): void;
  packet(bytes: Uint8Array, time: number): void;
  fault(fault: Sentence, time: number): void;
  /** The system has taken what was written. */
  drained(): void;
  closed(time: number): void;
}

/** A socket with its place in the trace. */
export class SocketConnection {
  private readonly writer: SocketWriter;
  private readonly framer: Framer;
  private began = false;
  private closing = false;
  private waitsForRoom = false;
  private halted = false;
  private linger: NodeJS.Timeout | null = null;
  /** Resolves when the socket is gone. */
  readonly gone: Promise<void>;

  constructor(
    readonly number: number,
    private readonly socket: Duplex,
    readonly wire: WireRecorder,
    maximumPacketSize: number,
    private readonly clock: Clock,
    private readonly listener: SocketListener,
  ) {
    this.writer = new SocketWriter(socket);
    this.framer = new Framer(
      {
        packetIn: (bytes, start, end) => this.packet(part(bytes, start, end)),
        fault: (fault, bytes) => this.fault(fault, bytes),
      },
      maximumPacketSize,
    );
    socket.on('data', (chunk: Buffer) => this.chunk(chunk));
    socket.on('fault', (fault: Sentence, bytes: Uint8Array) => this.transportFault(fault, bytes));
    socket.on('drain', () => this.drain());
    // The error itself says no more than the end that follows it: a client that vanished.
    socket.on('error', () => socket.destroy());
    this.gone = new Promise((resolve) => {
      socket.once('close', () => {
        this.closed();
        resolve();
      });
    });
  }

  /** Records a packet and writes it at the end of the turn. */
  send(bytes: Uint8Array, time: number, routing?: Routing): void {
    if (this.closing) return;
    this.wire.packet('broker', bytes, time, routing);
    this.writer.add(bytes);
  }

  /** Nothing more goes out after what was sent. */
  closeAfterFlush(): void {
    this.closing = true;
  }

  /** Writes what was sent in this turn. */
  flush(): void {
    this.writer.flush();
    if (this.closing) this.end();
    else if (this.writer.backlog > BACKLOG_LIMIT) {
      // A client that does not read is not read from either: its own acknowledgements would pile up.
      this.socket.pause();
      this.waitsForRoom = true;
    }
  }

  /** Whether more may be sent at once; if not, `drained` follows. */
  hasRoom(): boolean {
    if (this.writer.backlog <= BACKLOG_LIMIT) return true;
    this.waitsForRoom = true;
    return false;
  }

  /** Reads nothing more, not even the rest of the chunk under way, until `resume`. */
  halt(): void {
    this.halted = true;
    this.socket.pause();
  }

  resume(): void {
    this.halted = false;
    this.framer.resume();
    if (!this.waitsForRoom) this.socket.resume();
  }

  private chunk(chunk: Buffer): void {
    // What comes after the end is read and dropped: unread bytes would make the system cut off our last packet.
    if (this.closing) return;
    const foreign = this.began ? null : foreignSpeech(chunk, 'mqtt');
    this.began = true;
    if (foreign !== null) this.transportFault(foreign, chunk);
    else {
      this.wire.arrived?.(this.clock.now());
      this.listener.chunk(() => this.read(chunk));
    }
  }

  private read(chunk: Buffer): void {
    const taken = this.framer.push(chunk);
    if (this.halted && taken < chunk.length) this.socket.unshift(chunk.subarray(taken));
  }

  private packet(bytes: Uint8Array): boolean {
    const time = this.clock.now();
    this.wire.packet('client', bytes, time);
    this.listener.packet(bytes, time);
    return !this.closing && !this.halted;
  }

  private fault(fault: Sentence, bytes: Uint8Array): void {
    const time = this.clock.now();
    this.wire.unreadable('client', bytes, time, fault);
    this.listener.fault(fault, time);
  }

  /** What came cannot be MQTT at all: TLS on a port without it, a WebSocket text frame. */
  private transportFault(fault: Sentence, bytes: Uint8Array): void {
    if (!this.closing) this.listener.chunk(() => this.fault(fault, bytes));
  }

  private drain(): void {
    if (!this.waitsForRoom || this.closing) return;
    this.waitsForRoom = false;
    if (!this.halted) this.socket.resume();
    this.listener.drained();
  }

  /** Says the end and leaves the client a moment to read it; a client that does not take it is cut off. */
  private end(): void {
    if (this.linger !== null) return;
    this.linger = setTimeout(() => this.socket.destroy(), LINGER);
    this.linger.unref();
    this.socket.resume();
    this.socket.end();
  }

  private closed(): void {
    if (this.linger !== null) clearTimeout(this.linger);
    const time = this.clock.now();
    const cut = this.closing ? null : this.framer.end();
    if (cut !== null) this.wire.unreadable('client', cut.bytes, time, cut.fault);
    this.listener.closed(time);
    this.wire.close(time);
  }
}
