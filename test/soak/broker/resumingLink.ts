/** A client's way to the broker: one connection after the other, all for the same session. */

import { connect, type Socket } from 'node:net';

import { Outbox } from '../../bench/load/outbox';
import { connectPacket, publishPacket, TYPE, type LoadVersion } from '../../bench/load/packets';
import { PacketScanner } from '../../bench/load/packetScanner';
import { Cut, type CutPlan, type CutWords } from './cuts';
import type { Random } from './random';

/** What a link is told, and tells. */
export interface LinkListener {
  /** The broker has accepted; `present` is Session Present. */
  connected(present: boolean): void;
  /** The connection is gone; another one is being made. */
  disconnected(): void;
  /** Any packet but CONNACK and DISCONNECT. */
  packet(type: number, first: number, bytes: Buffer, body: number, end: number): void;
  /** The packets of one chunk are through; what was gathered goes out next. */
  turn(): void;
  /** A rule was broken. */
  violation(sentence: string): void;
}

/** Who links, and how it is cut. */
export interface LinkWords {
  readonly port: number;
  readonly clientId: string;
  readonly version: LoadVersion;
  readonly random: Random;
  readonly cuts: CutPlan;
  /** Where the broker may die: resolves once it listens again. Elsewhere its end is a violation. */
  readonly revived?: () => Promise<void>;
}

/** The beginning of a PUBLISH whose end never comes: of this message nothing may be heard. */
const TORN = publishPacket('soak/torn', Buffer.alloc(64), { qos: 2, packetId: 1, version: 4, retain: false }).subarray(
  0,
  40,
);

/** Connects again at once whenever its connection ends, until `close`. */
export class ResumingLink {
  /** Where packets for the present connection go. */
  out: Outbox;
  /** How many connections there have been. */
  connections = 0;
  /** Whether connections are cut. */
  cutting = false;
  private socket: Socket;
  private cut: Cut | null = null;
  /** Whether the broker has accepted the present connection. */
  private accepted = false;
  private closed = false;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly words: LinkWords,
    private readonly listener: LinkListener,
  ) {
    this.socket = this.open();
    this.out = this.greet(this.socket);
  }

  /** Ends it for good, and resolves when its sockets are gone. */
  async close(): Promise<void> {
    this.closed = true;
    this.cut?.cancel();
    const gone = [...this.sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(gone);
  }

  /** Breaks the connection and comes back with the same session. */
  renew({ kind, flushes }: CutWords = { kind: 'fin', flushes: true }): void {
    const old = this.socket;
    this.cut?.cancel();
    this.accepted = false;
    this.listener.disconnected();
    if (flushes) this.out.flush();
    if (kind === 'torn') old.write(TORN);
    if (kind === 'reset') old.resetAndDestroy();
    else if (kind === 'torn') old.destroySoon();
    else if (kind === 'fin') old.destroy();
    this.socket = this.open();
    this.out = this.greet(this.socket);
  }

  private open(): Socket {
    this.connections++;
    const socket = connect({ host: '127.0.0.1', port: this.words.port, noDelay: true });
    this.sockets.add(socket);
    const scanner = new PacketScanner((bytes, start, body, end) => {
      // What still comes on a connection that was given up is not read: its end has lost it.
      if (socket === this.socket) this.packet(bytes, start, body, end);
    });
    socket.on('data', (chunk: Buffer) => {
      if (socket !== this.socket) return;
      scanner.push(chunk);
      if (socket !== this.socket) return;
      this.listener.turn();
      this.out.flush();
    });
    socket.on('error', () => socket.destroy()); // its end follows and is dealt with there
    socket.once('close', () => this.ended(socket));
    return socket;
  }

  private greet(socket: Socket): Outbox {
    const { clientId, version } = this.words;
    const out = new Outbox(socket);
    out.add(connectPacket({ clientId, version, clean: false }));
    out.flush();
    return out;
  }

  private packet(bytes: Buffer, start: number, body: number, end: number): void {
    const first = bytes[start] ?? 0;
    const type = first >> 4;
    if (type === TYPE.connack) this.accept(bytes, body);
    else if (type === TYPE.disconnect) {
      const reason = bytes[body] ?? 0;
      this.listener.violation(`${this.words.clientId}: the broker sent DISCONNECT 0x${reason.toString(16)}`);
    } else {
      this.listener.packet(type, first, bytes, body, end);
      this.cut?.packet();
    }
  }

  private accept(bytes: Buffer, body: number): void {
    const code = bytes[body + 1] ?? 0;
    if (code !== 0) {
      this.listener.violation(`${this.words.clientId}: refused with ${code}`);
      return;
    }
    this.accepted = true;
    const { cuts, random } = this.words;
    if (this.cutting) this.cut = new Cut(cuts, random, (words) => this.renew(words));
    this.listener.connected(((bytes[body] ?? 0) & 1) === 1);
  }

  /** The broker has died and is back. */
  private returnFrom(socket: Socket): void {
    if (socket === this.socket && !this.closed) this.renew({ kind: 'fin', flushes: false });
  }

  /** The broker ended the present connection, which it never has a reason to. The next one follows where it accepted this. */
  private ended(socket: Socket): void {
    this.sockets.delete(socket);
    if (socket !== this.socket || this.closed) return;
    if (this.words.revived !== undefined) {
      void this.words.revived().then(() => this.returnFrom(socket)); // never rejects
      return;
    }
    this.listener.violation(`${this.words.clientId}: the broker closed the connection`);
    if (this.accepted) this.renew();
  }
}
