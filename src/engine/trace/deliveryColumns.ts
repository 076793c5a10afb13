/** Deliveries as columns: 48 bytes each, no object. */

import { DELIVERY_STATES, type DeliveryState, type Qos, type Side, type Via } from '../../shared/model';

/** Bytes of the columns for one delivery. */
export const DELIVERY_BYTES = 48;

const COUNT_LIMIT = 0xffff;

/** How far a handshake has come: the packet of it that both ends know of. */
export const STEP = { none: 0, publish: 1, pubrec: 2, pubrel: 3 } as const;

/** How far a handshake has come. */
export type Step = (typeof STEP)[keyof typeof STEP];

const STATE_BITS = 0b111;
const STEP_BITS = 0b11000;
const STEP_SHIFT = 3;
const SENDS_BITS = 0b11100000;
const SENDS_SHIFT = 5;
const SENT_ONCE = (1 << SENDS_SHIFT) | (STEP.publish << STEP_SHIFT);
/** The most that three bits can say: so many or more. */
const MANY_SENDS = 7;

const VIA: readonly Via[] = ['live', 'retained', 'queue', 'will'];
const TO_CLIENT = 1;
const RETAIN = 2;
const HAS_REASON = 4;
const HAS_FINDING = 8;
const STALLED = 64;
const INFERRED = 64;

/** What stays as it is from a delivery's beginning. */
export interface DeliveryBeginning {
  readonly session: number;
  readonly to: Side;
  readonly topic: number;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly payloadLength: number;
  readonly journey: number;
  /** Milliseconds since the trace began. */
  readonly start: number;
}

/** Rows of deliveries; the caller keeps to rows below the capacity. */
export class DeliveryColumns {
  readonly start: Float64Array;
  /** From the first PUBLISH to the end in milliseconds; NaN until then. */
  readonly duration: Float32Array;
  readonly session: Uint32Array;
  readonly topic: Uint32Array;
  readonly filter: Uint32Array;
  readonly journey: Uint32Array;
  /** The branch of the same journey that began before this one; 0 for none. */
  readonly olderBranch: Uint32Array;
  readonly lastPacket: Uint32Array;
  readonly payloadLength: Uint32Array;
  readonly packetId: Uint16Array;
  /** Counted up to 65,535. */
  readonly packets: Uint16Array;
  private readonly reasons: Uint8Array;
  /** State in the lower three bits, step in the next two, and how often it was sent in the upper three. */
  private readonly progress: Uint8Array;
  /** By row, how often it was sent, where three bits are too few. */
  private readonly manySends = new Map<number, number>();
  /** QoS in bits 4 and 5; TO_CLIENT, RETAIN, HAS_REASON and HAS_FINDING below, STALLED above. */
  private readonly kind: Uint8Array;
  /** Published and granted QoS plus 1 (0: unknown) in two bits each, Via in two above, then INFERRED. */
  private readonly routing: Uint8Array;

  constructor(readonly capacity: number) {
    // One piece of memory: a piece for each column takes as long to get, and each is looked after.
    const memory = new ArrayBuffer(capacity * DELIVERY_BYTES);
    const words = (before: number): Uint32Array => new Uint32Array(memory, before * capacity, capacity);
    const bytes = (before: number): Uint8Array => new Uint8Array(memory, before * capacity, capacity);
    this.start = new Float64Array(memory, 0, capacity);
    this.duration = new Float32Array(memory, 8 * capacity, capacity).fill(NaN);
    this.session = words(12);
    this.topic = words(16);
    this.filter = words(20);
    this.journey = words(24);
    this.olderBranch = words(28);
    this.lastPacket = words(32);
    this.payloadLength = words(36);
    this.packetId = new Uint16Array(memory, 40 * capacity, capacity);
    this.packets = new Uint16Array(memory, 42 * capacity, capacity);
    this.reasons = bytes(44);
    this.progress = bytes(45);
    this.kind = bytes(46);
    this.routing = bytes(47);
  }

  /** Writes a new delivery, queued and without packets, over whatever the row held; nothing where the row `isNew`. */
  begin(row: number, beginning: DeliveryBeginning, isNew = false): void {
    if (!isNew) this.wipe(row);
    this.start[row] = beginning.start;
    this.session[row] = beginning.session;
    this.topic[row] = beginning.topic;
    this.journey[row] = beginning.journey;
    this.payloadLength[row] = beginning.payloadLength;
    this.kind[row] =
      (beginning.qos << 4) | (beginning.to === 'client' ? TO_CLIENT : 0) | (beginning.retain ? RETAIN : 0);
  }

  /** Empties what `begin` does not write: a row is so when the columns are made. */
  private wipe(row: number): void {
    this.duration[row] = NaN;
    this.filter[row] = 0;
    this.olderBranch[row] = 0;
    this.lastPacket[row] = 0;
    this.packetId[row] = 0;
    this.packets[row] = 0;
    this.reasons[row] = 0;
    this.setSends(row, 0);
    this.progress[row] = 0;
    this.routing[row] = 0;
  }

  /** The first PUBLISH of a delivery: it is sent once, and in that state. */
  beginSending(row: number, packetId: number, state: 'open' | 'complete'): void {
    this.packetId[row] = packetId;
    this.progress[row] = SENT_ONCE | (state === 'open' ? OPEN : COMPLETE);
    if (this.manySends.size > 0) this.manySends.delete(row);
  }

  /** Copies a row of other columns over one of these. */
  copy(row: number, from: DeliveryColumns, fromRow: number): void {
    this.start[row] = from.start[fromRow] ?? 0;
    this.duration[row] = from.duration[fromRow] ?? 0;
    this.session[row] = from.session[fromRow] ?? 0;
    this.topic[row] = from.topic[fromRow] ?? 0;
    this.filter[row] = from.filter[fromRow] ?? 0;
    this.journey[row] = from.journey[fromRow] ?? 0;
    this.olderBranch[row] = from.olderBranch[fromRow] ?? 0;
    this.lastPacket[row] = from.lastPacket[fromRow] ?? 0;
    this.payloadLength[row] = from.payloadLength[fromRow] ?? 0;
    this.packetId[row] = from.packetId[fromRow] ?? 0;
    this.packets[row] = from.packets[fromRow] ?? 0;
    this.reasons[row] = from.reasons[fromRow] ?? 0;
    this.progress[row] = from.progress[fromRow] ?? 0;
    this.setSends(row, from.sends(fromRow));
    this.kind[row] = from.kind[fromRow] ?? 0;
    this.routing[row] = from.routing[fromRow] ?? 0;
  }

  qos(row: number): Qos {
    return (((this.kind[row] ?? 0) >> 4) & 3) as Qos;
  }

  to(row: number): Side {
    return ((this.kind[row] ?? 0) & TO_CLIENT) === 0 ? 'broker' : 'client';
  }

  retain(row: number): boolean {
    return ((this.kind[row] ?? 0) & RETAIN) !== 0;
  }

  state(row: number): DeliveryState {
    return DELIVERY_STATES[(this.progress[row] ?? 0) & STATE_BITS] ?? 'queued';
  }

  setState(row: number, state: DeliveryState): void {
    this.progress[row] = ((this.progress[row] ?? 0) & ~STATE_BITS) | stateNumber(state);
  }

  /** Whether it has begun or waits, and has not ended. */
  isLive(row: number): boolean {
    return ((this.progress[row] ?? 0) & STATE_BITS) < FIRST_ENDED;
  }

  step(row: number): Step {
    return (((this.progress[row] ?? 0) & STEP_BITS) >> STEP_SHIFT) as Step;
  }

  setStep(row: number, step: Step): void {
    this.progress[row] = ((this.progress[row] ?? 0) & ~STEP_BITS) | (step << STEP_SHIFT);
  }

  /** The last reason code that an acknowledgement gave, or null. */
  reason(row: number): number | null {
    return ((this.kind[row] ?? 0) & HAS_REASON) === 0 ? null : (this.reasons[row] ?? 0);
  }

  setReason(row: number, reason: number): void {
    this.reasons[row] = reason;
    this.kind[row] = (this.kind[row] ?? 0) | HAS_REASON;
  }

  /** Whether a finding was told of it. */
  hasFinding(row: number): boolean {
    return ((this.kind[row] ?? 0) & HAS_FINDING) !== 0;
  }

  markFinding(row: number): void {
    this.kind[row] = (this.kind[row] ?? 0) | HAS_FINDING;
  }

  /** Whether it was told that nothing goes on in it. */
  isStalled(row: number): boolean {
    return ((this.kind[row] ?? 0) & STALLED) !== 0;
  }

  markStalled(row: number): void {
    this.kind[row] = (this.kind[row] ?? 0) | STALLED;
  }

  setRouting(row: number, publishedQos: Qos | null, grantedQos: Qos | null, via: Via, inferred = false): void {
    const published = publishedQos === null ? 0 : publishedQos + 1;
    const granted = grantedQos === null ? 0 : grantedQos + 1;
    this.routing[row] =
      published | (granted << 2) | (via === 'live' ? 0 : VIA.indexOf(via) << 4) | (inferred ? INFERRED : 0);
  }

  /** The routing of a publisher's delivery. */
  setPublishedQos(row: number, qos: Qos): void {
    this.routing[row] = qos + 1;
  }

  publishedQos(row: number): Qos | null {
    return qosOrNull((this.routing[row] ?? 0) & 3);
  }

  grantedQos(row: number): Qos | null {
    return qosOrNull(((this.routing[row] ?? 0) >> 2) & 3);
  }

  via(row: number): Via {
    return VIA[((this.routing[row] ?? 0) >> 4) & 3] ?? 'live';
  }

  /** Whether journey and routing were put together from what the trace saw. */
  isInferred(row: number): boolean {
    return ((this.routing[row] ?? 0) & INFERRED) !== 0;
  }

  /** Counts a packet that belongs to it and makes it the last, where it has a number. Gives the one that was the last, or 0. */
  addPacket(row: number, packet: number): number {
    const last = this.lastPacket[row] ?? 0;
    const packets = this.packets[row] ?? 0;
    if (packets < COUNT_LIMIT) this.packets[row] = packets + 1;
    if (packet !== 0) this.lastPacket[row] = packet;
    return last;
  }

  /** Counts one sending of its PUBLISH. */
  addSend(row: number): void {
    this.setSends(row, this.sends(row) + 1);
  }

  /** How often its PUBLISH was sent. */
  sends(row: number): number {
    const few = (this.progress[row] ?? 0) >> SENDS_SHIFT;
    return few < MANY_SENDS ? few : (this.manySends.get(row) ?? MANY_SENDS);
  }

  private setSends(row: number, sends: number): void {
    const few = Math.min(sends, MANY_SENDS);
    this.progress[row] = ((this.progress[row] ?? 0) & ~SENDS_BITS) | (few << SENDS_SHIFT);
    if (sends > MANY_SENDS) this.manySends.set(row, sends);
    else if (this.manySends.size > 0) this.manySends.delete(row);
  }
}

const OPEN = DELIVERY_STATES.indexOf('open');
const COMPLETE = DELIVERY_STATES.indexOf('complete');

/** Every delivery comes to be open and complete: a search would take as long as all else that is done for that. */
function stateNumber(state: DeliveryState): number {
  if (state === 'open') return OPEN;
  return state === 'complete' ? COMPLETE : DELIVERY_STATES.indexOf(state);
}

/** "queued" and "open" stand before every state of an ended delivery. */
const FIRST_ENDED = DELIVERY_STATES.indexOf('complete');

function qosOrNull(stored: number): Qos | null {
  return stored === 0 ? null : ((stored - 1) as Qos);
}
