/**
 * What those who see packets tell a trace: the local broker, our client, later the proxy and capture import.
 * Nothing comes back but numbers, so that no sender of packets can come to wait for its trace.
 */

import type { Fate, Qos, Side, Via } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';

/** What is known of a wire when it opens. */
export interface WireOpening {
  /** The broker's name: "local" for the local broker, else the profile's or the capture's. */
  readonly broker: string;
  /** The client's end, `address:port`, for showing. */
  readonly clientAddress: string;
  /** The broker's end. */
  readonly brokerAddress: string;
  /** Recorded from its middle on, as captures have them: there is no CONNECT to wait for. */
  readonly underway?: boolean;
  /** The client id where it is known of a wire without its CONNECT. */
  readonly client?: string;
  /** Nobody tells which message a PUBLISH to the client is: the trace infers it. */
  readonly infers?: boolean;
  /**
   * The record may lack whole connections, and the ends of others, with nothing that shows it: a capture that nobody calls
   * complete. What a session is when it is resumed is then not known from what was seen before.
   */
  readonly mayLack?: boolean;
  /** Packets of it were left out with nothing that shows where: a filter chose what is there. */
  readonly isPart?: boolean;
  /**
   * Where it was recorded first, with every connection of its client: its number there, and that of the connection which
   * this client had before it; 0 for none. What was seen of both then lies side by side, whatever a record may lack.
   */
  readonly place?: { readonly number: number; readonly after: number };
}

/** Where a PUBLISH to a subscriber came from, as far as that is known. */
export interface Route {
  /** 0 where its publisher is not in the trace. */
  readonly journey: number;
  readonly publishedQos: Qos | null;
  readonly grantedQos: Qos | null;
  readonly filter: string | null;
  readonly via: Via;
  /** Put together from what the trace saw. */
  readonly inferred?: boolean;
}

/**
 * Why a PUBLISH goes to a subscriber, known exactly where the local broker sends it. Captures and proxies have none:
 * there a trace infers it.
 */
export interface Routing extends Route {
  readonly publishedQos: Qos;
  readonly grantedQos: Qos;
  /** The filter of the subscription whose granted QoS holds. */
  readonly filter: string;
}

/** A message that waits for its receiver: the client is away, or its Receive Maximum is reached. */
export interface Queued {
  /** The client id whose session holds it. */
  readonly client: string;
  readonly broker: string;
  readonly topic: string;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly payloadLength: number;
  readonly routing: Routing;
}

/** One wire of a trace. Times are the engine clock's monotonic milliseconds, taken at the socket. */
export interface WireRecorder {
  /** Number of the wire in its trace, from 1. */
  readonly wire: number;
  /**
   * Records one whole packet and gives its number (0 while the trace is paused). The bytes are copied.
   * `routing` says, for a PUBLISH that the local broker sends, which message it is.
   */
  packet(from: Side, bytes: Uint8Array, time: number, routing?: Routing, fate?: Fate): number;
  /** The same for a packet that stands from `start` to before `end` of `bytes`: for those who take chunks apart. */
  packetIn(from: Side, bytes: Uint8Array, start: number, end: number, time: number): number;
  /**
   * Calls `record`, which records the packets of one chunk. The bytes that are given meanwhile must stay as they are until it
   * returns: those that follow each other are copied at once, which costs less. All of it is one change of the trace,
   * unless that grows meanwhile: its bound is kept.
   */
  together(record: () => void): void;
  /**
   * The packets of the client from here on came in one piece at that time, before answers that are recorded between them
   * could reach it. For those who record packets when they answer them.
   */
  arrived?(time: number): void;
  /** Records bytes that are no readable packet, with the reason. */
  unreadable(from: Side, bytes: Uint8Array, time: number, error: Sentence): number;
  /** The journey begun or carried on by the PUBLISH that was recorded last from the client on this wire. */
  lastJourney(): number;
  /** The delivery of the PUBLISH that was recorded last from that side on this wire; 0 where there is none. */
  lastDelivery(from: Side): number;
  /** The connection has ended. */
  close(time: number): void;
}

/** A trace as its writers see it. */
export interface TraceRecorder {
  openWire(opening: WireOpening, time: number): WireRecorder;
  /** A number for a message that no client's PUBLISH began: a will. */
  beginJourney(): number;
  /** A message waits for its receiver: a delivery in the state "queued" until a PUBLISH with the same journey is sent to that client. */
  queued(message: Queued, time: number): void;
  /**
   * A queued message will not be sent: its interval ran out ("expired"), or its session or room was lost ("lost"); nor will one
   * in flight be sent again that the client has become too small for ("lost").
   */
  unqueued(client: string, broker: string, journey: number, state: 'expired' | 'lost', time: number): void;
  /** A session has ended at the broker without a packet that shows it (its expiry ran out): what it held is lost. */
  sessionEnded(client: string, broker: string, time: number): void;
}
