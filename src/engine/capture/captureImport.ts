/** A capture becomes a trace: bytes of a file in, wires and packets out. No input or output of its own. */

import type { Sentence } from '../../shared/sentences';
import type { Clock } from '../clock';
import { endpoint } from '../wire/endpoint';
import type { WireOpening } from '../trace/recorder';
import { Trace } from '../trace/trace';
import { CaptureClock } from './captureClock';
import { CaptureReader } from './format/captureReader';
import type { Frame } from './format/frame';
import { LeftOut } from './leftOut';
import { MqttCarrier } from './mqtt/mqttCarrier';
import { Recognition, type Recognised } from './mqtt/recognition';
import { addressText } from './network/addressText';
import { Fragments } from './network/fragments';
import { readInternet } from './network/internet';
import { internetStart, UNKNOWN_LINK } from './network/linkLayers';
import { beginIn, newSegment, TCP, type Segment } from './network/segment';
import { Conversation, type Carrier, type End } from './tcp/conversation';
import { Conversations } from './tcp/conversations';
import { MemoryBudget } from './tcp/memoryBudget';
import { PATIENCE } from './tcp/tcpStream';
import { KeyLog } from './tls/keyLog';
import { TlsCarrier, type Obstacle } from './tls/tlsCarrier';
import { WebSocketCarrier } from './webSocket/webSocketCarrier';
import { readWireComment, type WireNames } from './wireComment';

/** The port that MQTT has at IANA: there it is taken for granted. */
const MQTT_PORT = 1883;

/** The port that MQTT over TLS has there. */
const MQTT_OVER_TLS_PORT = 8883;

/** What all connections together may hold back while bytes before it lack. */
const MAXIMUM_HELD = 64 * 1024 * 1024;

/**
 * What they together may hold of packets and messages that have begun and not ended. One packet of the largest size has
 * room in it.
 */
const MAXIMUM_ASSEMBLED = 512 * 1024 * 1024;

/** What a capture is read with. */
export interface CaptureOptions {
  /** The number of the trace that it becomes. */
  readonly trace: number;
  /** What that may hold, in bytes. */
  readonly maximumBytes: number;
  /** Ports where MQTT is expected beside 1883; elsewhere a connection is known by its CONNECT. */
  readonly ports: readonly number[];
  /** Keys of TLS connections that are known from elsewhere; those in the capture itself are added to them. */
  readonly keys?: KeyLog;
  /** Whether every connection of its clients is in it, to the end: then findings reach over them. */
  readonly isComplete?: boolean;
}

/** A capture as a trace. */
export interface Capture {
  /** Its time 0 is the first packet. It has no wires where no MQTT was found. */
  readonly trace: Trace;
  /** What was left out, and why. */
  readonly notes: readonly Sentence[];
  /** Why the file could not be read to its end, or null. */
  readonly problem: Sentence | null;
}

/** Both ends of a connection: their addresses, and what the file says of them. */
interface Ends {
  readonly addresses: readonly [string, string];
  readonly named: () => WireNames | null;
}

/** Takes a file chunk by chunk. */
export class CaptureImport {
  private readonly reader = new CaptureReader({
    frame: (frame) => this.frame(frame),
    tlsKeys: (text) => this.keys.add(text),
  });
  private readonly conversations = new Conversations<Conversation>();
  private readonly segment = newSegment();
  private readonly leftOut = new LeftOut();
  private readonly fragments = new Fragments();
  private readonly budget = new MemoryBudget(MAXIMUM_HELD);
  private readonly assembly = new MemoryBudget(MAXIMUM_ASSEMBLED);
  private readonly ports: ReadonlySet<number>;
  /** Where a CONNECT was seen: what goes there without one has lost it. */
  private readonly brokers = new Set<string>();
  private readonly keys: KeyLog;
  private begunTrace: Trace | null = null;
  /** What there is to see before the first packet. */
  private nothing: Trace | null = null;
  private isWhole = false;
  /** Connections of which the capture lacks something, for a moment or for good. */
  private readonly lacking = new Set<Conversation>();
  /** Those of them that have ended. */
  private readonly endedLacking = new Set<Conversation>();
  /** When these are looked at next. */
  private looksAt = Infinity;
  private readonly clock = new CaptureClock();
  /** What is noted at the current frame. */
  private comment = '';

  constructor(private readonly options: CaptureOptions) {
    this.ports = new Set([MQTT_PORT, ...options.ports]);
    this.keys = options.keys ?? new KeyLog();
  }

  /** What was read so far. Until the first packet it is an empty trace, which another one follows. */
  get trace(): Trace {
    if (this.begunTrace !== null) return this.begunTrace;
    this.nothing ??= this.newTrace(0);
    return this.nothing;
  }

  /** Takes the next bytes, before which `room` bytes of their memory are free. Throws a QoScopeError (`capture.…`) where the file cannot be read on; `end` gives what came before. */
  push(chunk: Uint8Array, room = 0): void {
    const read = (): void => this.reader.push(chunk, room);
    if (this.begunTrace === null) read();
    else this.begunTrace.together(read);
  }

  /** The file has ended, or cannot be read on for a reason. Throws capture.notCapture where it never began. */
  end(problem: Sentence | null = null): Capture {
    const reason = problem ?? this.reader.end();
    for (const conversation of this.conversations.values()) conversation.cut(this.clock.now);
    this.leftOut.fragments(this.fragments.leftOut());
    this.isWhole = true;
    const trace = this.begun();
    trace.lookForStalls();
    const notes = this.leftOut.all(trace.counts().packets > 0, this.brokers);
    const { resumedUnknown: count } = trace.completeness();
    if (count > 0) notes.push({ code: 'capture.resumed', args: { count } });
    const { timesSetBack } = this.clock;
    if (timesSetBack > 0) notes.push({ code: 'capture.clockSetBack', args: { count: timesSetBack } });
    return { trace, notes, problem: reason };
  }

  private frame({ linkType, time, bytes, start: frameStart, end, comment }: Frame): void {
    if (comment !== this.comment) this.comment = comment;
    const now = this.clock.next(time);
    if (now > this.looksAt) this.expire(now);
    this.clock.reach(now);
    const start = internetStart(linkType, bytes, frameStart, end);
    if (start === UNKNOWN_LINK) this.leftOut.unknownLink(linkType);
    if (start < 0) return;
    const { segment } = this;
    beginIn(segment, bytes, end);
    segment.time = now;
    const found = readInternet(segment, start);
    if (found === 'tcp') this.take(segment);
    else if (found === 'fragment') this.takeFragment(segment);
  }

  /** The packet that it completes is taken as if it had come whole. */
  private takeFragment(segment: Segment): void {
    const { fragment } = segment;
    const whole = fragment === null ? null : this.fragments.add(fragment);
    if (fragment === null) this.leftOut.fragments(1);
    if (whole === null) return;
    beginIn(segment, whole, whole.length);
    if (readInternet(segment, 0) === 'tcp') this.take(segment);
  }

  private take(segment: Segment): void {
    const known = this.conversations.find(segment);
    const from: End = this.conversations.reversed ? 1 : 0;
    const isFirst = (segment.flags & TCP.syn) !== 0;
    if (known !== null && this.comment !== '') known.names = readWireComment(this.comment) ?? known.names;
    if (known !== null && !isFirst) this.pass(known, segment, from);
    else if (known?.begin(segment, from) !== true) this.begin(known, segment, isFirst);
  }

  private pass(conversation: Conversation, segment: Segment, from: End): void {
    if (conversation.takeNext(segment, from)) return;
    conversation.take(segment, from);
    if (!conversation.isLacking) return;
    this.lacking.add(conversation);
    if (conversation.hasEnded) this.endedLacking.add(conversation);
    this.looksAt = Math.min(this.looksAt, this.clock.now + PATIENCE);
  }

  /** The next frame is of `next`. However long none came, what has waited is shown at its place: behind the one before. */
  private expire(next: number): void {
    for (const conversation of this.lacking) {
      conversation.expire(next, this.clock.now);
      if (!conversation.isLacking) this.lacking.delete(conversation);
    }
    this.looksAt = this.lacking.size === 0 ? Infinity : next + PATIENCE;
  }

  private begin(former: Conversation | null, segment: Segment, hasBeginning: boolean): void {
    if (former !== null) {
      former.end(segment.time);
      this.conversations.remove(former);
      this.lacking.delete(former);
    }
    // The client of a connection that ended may be back: what lacked there has to be known before.
    for (const conversation of this.endedLacking) conversation.sayLacking(segment.time);
    this.endedLacking.clear();
    const named = (): WireNames | null => conversation.names;
    const carrier = this.carrier(segment, hasBeginning, named);
    const conversation = new Conversation({ segment, carrier, budget: this.budget });
    if (this.comment !== '') conversation.names = readWireComment(this.comment);
    const oldest = this.conversations.add(conversation, segment);
    if (oldest !== null) this.lacking.delete(oldest);
    oldest?.cut(segment.time);
    if (hasBeginning) conversation.begin(segment, 0);
    else this.pass(conversation, segment, 0);
  }

  private carrier(segment: Segment, hasBeginning: boolean, named: () => WireNames | null): Carrier {
    const addresses = [sourceOf(segment), destinationOf(segment)] as const;
    const ends: Ends = { addresses, named };
    const isBroker = (end: End, port: number): boolean => this.ports.has(port) || this.brokers.has(addresses[end]);
    const broker = isBroker(1, segment.destinationPort) ? 1 : isBroker(0, segment.sourcePort) ? 0 : null;
    const make = (recognised: Recognised, client: End): Carrier | null => {
      if (recognised === 'mqtt') this.brokers.add(addresses[client === 0 ? 1 : 0]);
      if (recognised === 'other') this.leftOut.unrecognised(addresses, hasBeginning);
      return this.make(recognised, client, ends);
    };
    return new Recognition({ broker, hasBeginning }, make, this.assembly);
  }

  private make(recognised: Recognised, client: End, ends: Ends): Carrier | null {
    const clientAddress = ends.addresses[client];
    const brokerAddress = ends.addresses[client === 0 ? 1 : 0];
    const mayLack = this.options.isComplete !== true;
    const opening = { broker: brokerAddress, clientAddress, brokerAddress, infers: true, mayLack, ...ends.named() };
    if (recognised === 'tls') return this.tls(client, ends);
    if (recognised === 'mqtt') return this.mqtt(opening, client);
    if (recognised === 'http') return new WebSocketCarrier(this.mqtt(opening, client), client, this.assembly);
    return recognised === 'underway' ? this.mqtt({ ...opening, underway: true }, client) : null;
  }

  /** What is in it may be anything that a connection may be, but not TLS once more. */
  private tls(client: End, ends: Ends): Carrier {
    const clientAddress = ends.addresses[client];
    const brokerEnd = client === 0 ? 1 : 0;
    const brokerAddress = ends.addresses[brokerEnd];
    const isExpected = this.isExpected(brokerAddress);
    const hints = { broker: isExpected ? brokerEnd : null, hasBeginning: true } as const;
    const inner = new Recognition(
      hints,
      (found, end) => (found === 'tls' ? null : this.make(found, end, ends)),
      this.assembly,
    );
    const refused = (obstacle: Obstacle): void => {
      if (isExpected) this.leftOut.encrypted(obstacle, clientAddress, brokerAddress);
      else if (obstacle === 'keys') this.leftOut.encryptedElsewhere(clientAddress, brokerAddress);
    };
    return new TlsCarrier({ keys: this.keys, client, inner, refused });
  }

  /** Whether MQTT would be there; other programs use TLS as well. */
  private isExpected(address: string): boolean {
    const port = Number(address.slice(address.lastIndexOf(':') + 1));
    return port === MQTT_OVER_TLS_PORT || this.ports.has(port);
  }

  private mqtt(opening: WireOpening, client: End): Carrier {
    return new MqttCarrier(opening, client, (wire) => this.begun().openWire(wire, this.clock.now), this.assembly);
  }

  private isLacking(): boolean {
    for (const conversation of this.lacking) {
      if (conversation.isLacking) return true;
      this.lacking.delete(conversation);
    }
    return false;
  }

  /** Begins with the first packet, which is its time 0. */
  private begun(): Trace {
    this.begunTrace ??= this.newTrace(this.options.maximumBytes);
    return this.begunTrace;
  }

  private newTrace(maximumBytes: number): Trace {
    const clock: Clock = { now: () => this.clock.now, wall: () => this.reader.startedAt + this.clock.now };
    const state = { isGrowing: () => !this.isWhole, isLacking: () => this.isLacking() };
    return new Trace({ trace: this.options.trace, maximumBytes, clock, ...state });
  }
}

function sourceOf({ bytes, source, addressLength, sourcePort }: Segment): string {
  return endpoint(addressText(bytes.subarray(source, source + addressLength)), sourcePort);
}

function destinationOf({ bytes, destination, addressLength, destinationPort }: Segment): string {
  return endpoint(addressText(bytes.subarray(destination, destination + addressLength)), destinationPort);
}
