/** Finds out what a connection carries, then hands all that came over to the one who understands it. */

import type { Carrier, End } from '../tcp/conversation';
import type { MemoryBudget } from '../tcp/memoryBudget';
import { protocolOf, type Protocol } from './protocolStart';

/** What was found out. */
export type Recognised = 'mqtt' | 'underway' | 'tls' | 'http' | 'other';

/** Makes the one who understands the connection; null where it is of no use. */
export type MakeCarrier = (recognised: Recognised, client: End) => Carrier | null;

/** What is known of the connection from elsewhere. */
export interface RecognitionHints {
  /** The end at a port where MQTT is expected; null where there is none. */
  readonly broker: End | null;
  /** Whether the capture has the connection's beginning; end 0 is then the one that opened it. */
  readonly hasBeginning: boolean;
}

interface Piece {
  readonly from: End;
  readonly bytes: Uint8Array;
  /** Bytes that lack behind them. */
  readonly gap: number;
}

/** Bytes that are kept until it is known what they are. */
const LONGEST_START = 64 * 1024;

/** By so many bytes it is known what an end speaks: more than a fixed header, a length and the longest name. */
const TELLING = 16;

/** What a piece costs beside its bytes, about. */
const PIECE_BYTES = 200;

/** Looks at the first bytes of a connection. */
export class Recognition implements Carrier {
  private carrier: Carrier | null = null;
  private pieces: Piece[] = [];
  /** What each end has sent first. */
  private readonly starts: [Uint8Array, Uint8Array] = [NOTHING, NOTHING];
  private held = 0;
  private done = false;

  constructor(
    private readonly hints: RecognitionHints,
    private readonly make: MakeCarrier,
    /** For the beginnings of all connections. */
    private readonly budget: MemoryBudget,
  ) {}

  get isDone(): boolean {
    return this.done || this.carrier?.isDone === true;
  }

  data(from: End, bytes: Uint8Array, start: number, end: number, time: number): void {
    if (this.carrier !== null) this.carrier.data(from, bytes, start, end, time);
    else if (!this.done) this.look({ from, bytes: bytes.slice(start, end), gap: 0 }, time);
  }

  gap(from: End, count: number, time: number): void {
    if (this.carrier !== null) this.carrier.gap(from, count, time);
    else if (!this.done) this.look({ from, bytes: new Uint8Array(), gap: count }, time);
  }

  closed(time: number): void {
    this.decideWithLittle(time);
    this.carrier?.closed(time);
  }

  cut(time: number): void {
    this.decideWithLittle(time);
    this.carrier?.cut(time);
  }

  private look(piece: Piece, time: number): void {
    this.pieces.push(piece);
    this.noteStart(piece);
    this.held += piece.bytes.length + PIECE_BYTES;
    this.budget.change(piece.bytes.length + PIECE_BYTES);
    const { from } = piece;
    const protocol = piece.gap > 0 || this.isTooMuch ? 'other' : protocolOf(this.starts[from]);
    if (protocol === 'unknown' || this.mayFollow(from, protocol)) return;
    if (protocol === 'other') this.decideWithoutMark(from, time);
    else this.decide(protocol, from, time);
  }

  /** A broker never speaks first: in a capture that mixed the directions up, the client's beginning is still to come. */
  private mayFollow(from: End, protocol: Protocol): boolean {
    const isAnswer = this.hints.hasBeginning && from === 1 && this.starts[0].length === 0;
    return isAnswer && protocol === 'other' && !this.isTooMuch;
  }

  private decideWithoutMark(from: End, time: number): void {
    const { broker, hasBeginning } = this.hints;
    if (broker === null) this.decide('other', from, time);
    else this.decide(hasBeginning ? 'mqtt' : 'underway', broker === 0 ? 1 : 0, time);
  }

  /** No more comes than a few bytes: at a port of MQTT they count as such. */
  private decideWithLittle(time: number): void {
    const [first] = this.pieces;
    if (first !== undefined) this.decideWithoutMark(first.from, time);
  }

  /** What waited is shown now: a row must not stand before others that are older, nor before the trace's beginning. */
  private decide(recognised: Recognised, client: End, time: number): void {
    const { pieces } = this;
    this.pieces = [];
    this.budget.change(-this.held);
    this.held = 0;
    this.carrier = this.make(recognised, client);
    this.done = this.carrier === null;
    for (const { from, bytes, gap } of pieces) {
      if (gap > 0) this.carrier?.gap(from, gap, time);
      else this.carrier?.data(from, bytes, 0, bytes.length, time);
    }
  }

  private get isTooMuch(): boolean {
    return this.held > LONGEST_START || this.budget.isExceeded;
  }

  private noteStart({ from, bytes }: Piece): void {
    const start = this.starts[from];
    if (start.length < TELLING) this.starts[from] = Buffer.concat([start, bytes.subarray(0, TELLING)]);
  }
}

const NOTHING = new Uint8Array();
