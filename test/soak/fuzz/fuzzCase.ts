/** One connection's worth of bytes, made from nothing but a seed and a number, so that it can be made again. */

import { Random } from '../broker/random';
import { FAULTS, MAXIMUM_PACKET_SIZE, type Fault } from './faults';
import { spoil, spoilBytes } from './mutations';
import { encodePlan } from './packetPlan';
import { connect, likelyPacket, ping, soundPacket, type FuzzVersion } from './soundPackets';
import { inWebSocket } from './webSocketBytes';

/** What must come of a case. */
export type Expectation =
  /** Every packet is taken, the last of them a PINGREQ. */
  | { readonly kind: 'served' }
  /** The last packet but for filling has this fault. */
  | { readonly kind: 'refused'; readonly fault: Fault }
  /** It ends with so many bytes that cannot be packets that the broker has to close, whatever stands before them. */
  | { readonly kind: 'ended' }
  /** Nothing but that the broker goes on. */
  | { readonly kind: 'survived' };

/** One case. */
export interface FuzzCase {
  readonly number: number;
  readonly door: 'tcp' | 'ws';
  readonly version: FuzzVersion;
  readonly chunks: readonly Uint8Array[];
  /** Whether the client breaks off without waiting for what the broker says. */
  readonly breaksOff: boolean;
  readonly expectation: Expectation;
}

/** More zero bytes than a packet that is begun may still take: from there on, each two of them are a packet of type 0. */
const FILLING = new Uint8Array(2 * MAXIMUM_PACKET_SIZE);

/** The case of that number; `slot` keeps client identifiers of cases apart that run at once. */
export function makeCase(seed: number, number: number, slot: number): FuzzCase {
  const random = new Random(Math.imul(seed ^ 0x5bd1_e995, 0x9e37_79b1) + Math.imul(number, 0x85eb_ca6b));
  const version = random.pick<FuzzVersion>([5, 5, 5, 4, 4, 3]);
  switch (random.between(0, 9)) {
    case 0:
    case 1:
      return sound(random, number, version, slot);
    case 2:
    case 3:
    case 4:
      return faulty(random, number, version, slot);
    case 5:
      return webSocket(random, number, version);
    default:
      return spoilt(random, number, version);
  }
}

/** A client identifier that no spoilt case takes over by chance. */
function ownClient(random: Random, slot: number): string {
  return `sound-client-${slot}-${random.between(0, 3)}`;
}

function prelude(random: Random, version: FuzzVersion, slot: number): Uint8Array[] {
  const packets = [connect(random, version, ownClient(random, slot))];
  for (let more = random.between(0, 6); more > 0; more--) packets.push(soundPacket(random, version));
  return packets.map(encodePlan);
}

function sound(random: Random, number: number, version: FuzzVersion, slot: number): FuzzCase {
  const bytes = Buffer.concat([...prelude(random, version, slot), encodePlan(ping())]);
  const chunks = split(random, bytes);
  return { number, door: 'tcp', version, chunks, breaksOff: false, expectation: { kind: 'served' } };
}

function faulty(random: Random, number: number, version: FuzzVersion, slot: number): FuzzCase {
  const known = FAULTS.filter(({ fiveOnly }) => version === 5 || fiveOnly !== true);
  const fault = random.pick(known as [Fault, ...Fault[]]);
  const bytes = Buffer.concat([...prelude(random, version, slot), fault.bytes(random, version)]);
  const expectation = { kind: 'refused', fault } as const;
  return { number, door: 'tcp', version, chunks: split(random, bytes), breaksOff: false, expectation };
}

/** Packets of which each may be spoilt, the CONNECT seldom: most of the broker lies behind it. */
function spoiltPackets(random: Random, version: FuzzVersion): Uint8Array[] {
  const greeting = connect(random, version, `fuzz-${random.between(0, 20)}`);
  const packets = [random.between(1, 5) === 1 ? spoil(random, greeting) : encodePlan(greeting)];
  for (let more = random.between(0, 8); more > 0; more--) {
    const plan = likelyPacket(random, version);
    packets.push(random.between(1, 3) === 1 ? spoil(random, plan) : encodePlan(plan));
  }
  return packets;
}

function spoilt(random: Random, number: number, version: FuzzVersion): FuzzCase {
  const packets = Buffer.concat(spoiltPackets(random, version));
  const breaksOff = random.between(1, 5) === 1;
  const bytes = breaksOff ? packets : Buffer.concat([packets, FILLING]);
  const expectation: Expectation = { kind: breaksOff ? 'survived' : 'ended' };
  return { number, door: 'tcp', version, chunks: split(random, bytes), breaksOff, expectation };
}

/** MQTT in frames, and the handshake before them, each spoilt at times. */
function webSocket(random: Random, number: number, version: FuzzVersion): FuzzCase {
  const bytes = inWebSocket(random, spoiltPackets(random, version), (part) => spoilBytes(random, part));
  const breaksOff = random.between(1, 5) === 1;
  return { number, door: 'ws', version, chunks: split(random, bytes), breaksOff, expectation: { kind: 'survived' } };
}

/** Cut where TCP may cut it: nowhere, in a few places, or now and then after each byte. */
function split(random: Random, bytes: Uint8Array): Uint8Array[] {
  const way = random.between(1, 20);
  if (way <= 12) return [bytes];
  const length = way === 20 ? 1 : random.between(2, 40);
  const until = Math.min(bytes.length, 40 * length);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < until; at += length) chunks.push(bytes.subarray(at, Math.min(at + length, until)));
  return until < bytes.length ? [...chunks, bytes.subarray(until)] : chunks;
}
