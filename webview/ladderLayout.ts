/**
 * Where the parts of a journey's sequence stand: a life line for each end, an arrow for each packet in the order of the
 * log, and one in waiting for what is still missing. Pure geometry, in pixels; the drawing is elsewhere.
 */

import type { Delivery, Packet, Side } from '../src/shared/model';
import { reasonText } from '../src/shared/reasonCodes';
import { brokerName, clientName } from './deliveryWords';
import { t, translate } from './l10n';
import { sinceFirst } from './quantities';
import { WORDS } from './words';

/** One delivery of the journey with its packets that are still in the log. */
export interface Leg {
  readonly delivery: Delivery;
  readonly packets: readonly Packet[];
}

/** The upright line of one end. */
export interface Lifeline {
  /** Tells the lines apart; null for the broker's. */
  readonly client: string | null;
  readonly name: string;
  readonly x: number;
}

/** A packet on its way, or one that is waited for. */
export interface Arrow {
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** Milliseconds since the journey's first packet, written; empty for one that is waited for. */
  readonly time: string;
  readonly look: 'passed' | 'dropped' | 'refused' | 'waiting' | 'queued';
  readonly delivery: number;
  /** The packet's number; null for one that is waited for. */
  readonly packet: number | null;
}

/** The whole drawing. */
export interface Ladder {
  readonly width: number;
  readonly height: number;
  readonly lifelines: readonly Lifeline[];
  readonly arrows: readonly Arrow[];
}

/** Height of the names at the top. */
export const HEAD_HEIGHT = 26;
/** From one arrow to the next. */
export const STEP = 30;
/** Right edge of the column of times. */
export const TIME_RIGHT = 58;

/** Right of the times, with room for half a client id. */
const FIRST_LINE = 136;
/** Between two life lines: room for a label at least, never so far that the eye loses the line. */
const NEAREST = 132;
const FARTHEST = 220;
const RIGHT_MARGIN = 56;

/** Lays out the legs of one journey in `room` pixels, or wider where that is too narrow to read. */
export function layOutLadder(legs: readonly Leg[], room = 0): Ladder {
  const lifelines = lifelinesOf(legs, room);
  const arrows = [...packetArrows(legs, lifelines), ...missingArrows(legs, lifelines)].map((arrow, i) => ({
    ...arrow,
    y: HEAD_HEIGHT + STEP * (i + 1),
  }));
  return {
    width: (lifelines.at(-1)?.x ?? FIRST_LINE) + RIGHT_MARGIN,
    height: HEAD_HEIGHT + STEP * (arrows.length + 1) - 8,
    lifelines,
    arrows,
  };
}

function lifelinesOf(legs: readonly Leg[], room: number): Lifeline[] {
  const publishers = clientsOf(legs, 'broker');
  const subscribers = clientsOf(legs, 'client').filter(
    ({ client }) => !publishers.some((one) => one.client === client),
  );
  const first = legs[0];
  const broker = first === undefined ? [] : [{ client: null, name: brokerName(first.delivery) }];
  const lines = [...publishers, ...broker, ...subscribers];
  const even = (room - FIRST_LINE - RIGHT_MARGIN) / Math.max(1, lines.length - 1);
  const distance = Math.floor(Math.min(FARTHEST, Math.max(NEAREST, even)));
  return lines.map((line, i) => ({ ...line, x: FIRST_LINE + distance * i }));
}

/** The clients of all legs towards that side, each once, in the order of the legs. */
function clientsOf(legs: readonly Leg[], to: Side): { readonly client: string; readonly name: string }[] {
  const names = new Map<string, string>();
  for (const { delivery } of legs) if (delivery.to === to) names.set(clientKey(delivery), clientName(delivery.client));
  return [...names].map(([client, name]) => ({ client, name }));
}

/** Clients without an id are told apart by their session: it is theirs alone. */
function clientKey(delivery: Delivery): string {
  return delivery.client === '' ? `session ${delivery.session}` : `id ${delivery.client}`;
}

type Unplaced = Omit<Arrow, 'y'>;

function packetArrows(legs: readonly Leg[], lines: readonly Lifeline[]): Unplaced[] {
  const packets = legs
    .flatMap(({ delivery, packets: own }) => own.map((packet) => ({ delivery, packet })))
    .sort((a, b) => a.packet.n - b.packet.n);
  const start = packets[0]?.packet.time ?? 0;
  return packets.map(({ delivery, packet }) => ({
    ...ends(lines, delivery, packet.from),
    label: packetLabel(packet),
    time: sinceFirst(packet.time - start),
    look: packetLook(packet),
    delivery: delivery.n,
    packet: packet.n,
  }));
}

function missingArrows(legs: readonly Leg[], lines: readonly Lifeline[]): Unplaced[] {
  return legs.flatMap(({ delivery }) => {
    const look = delivery.state;
    if (look !== 'queued' && (look !== 'open' || delivery.missing === null)) return [];
    return [
      {
        ...ends(lines, delivery, nextSender(delivery)),
        label: missingLabel(delivery),
        time: '',
        look: look === 'queued' ? 'queued' : 'waiting',
        delivery: delivery.n,
        packet: null,
      } satisfies Unplaced,
    ];
  });
}

/** Which side sends what is missing: PUBLISH and PUBREL come from the delivery's sender, the rest answers them. */
function nextSender(delivery: Delivery): Side {
  const sender: Side = delivery.to === 'broker' ? 'client' : 'broker';
  return delivery.missing === null || delivery.missing === 'PUBREL' ? sender : delivery.to;
}

function missingLabel(delivery: Delivery): string {
  return delivery.missing === null ? t(WORDS.notSentYet) : t(WORDS.waitingFor, { packet: delivery.missing });
}

function ends(lines: readonly Lifeline[], delivery: Delivery, from: Side): { from: number; to: number } {
  const client = lines.find((line) => line.client === clientKey(delivery))?.x ?? FIRST_LINE;
  const broker = lines.find((line) => line.client === null)?.x ?? FIRST_LINE;
  return from === 'client' ? { from: client, to: broker } : { from: broker, to: client };
}

function packetLook(packet: Packet): Arrow['look'] {
  if (packet.fate === 'dropped') return 'dropped';
  return packet.reason !== null && packet.reason >= 0x80 ? 'refused' : 'passed';
}

function packetLabel(packet: Packet): string {
  const parts = [packet.packetId === null ? packet.type : `${packet.type} ${packet.packetId}`];
  if (packet.type === 'PUBLISH') parts.push(t(WORDS.qosLevel, { qos: packet.qos }));
  if (packet.dup) parts.push(t(WORDS.dup));
  if (packet.reason !== null && packet.reason >= 0x80) parts.push(reasonText(packet.reason, translate));
  return parts.join(' · ');
}
