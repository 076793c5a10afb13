/**
 * Where the parts of a journey's sequence stand: a life line for each end, an arrow for each packet in the order of the
 * log, and one in waiting for what is still missing. Pure geometry, in pixels; the drawing is elsewhere.
 */

import type { Delivery, Packet, Side } from '../../src/shared/model';
import { reasonText } from '../../src/shared/reasonCodes';
import { brokerName, clientName } from '../deliveryWords';
import { t, translate } from '../l10n';
import { age, sinceFirst } from '../quantities';
import { WORDS } from '../words';

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
  readonly look: 'passed' | 'again' | 'dropped' | 'refused' | 'waiting' | 'queued';
  readonly delivery: number;
  /** The packet's number; null for one that is waited for. */
  readonly packet: number | null;
  /** How many findings name the packet. */
  readonly findings: number;
  /** How far an arrow that is waited for has come, 0 to 1: the logarithm of its age; 1 for every other. */
  readonly reach: number;
}

/** Between two packets a client's session went on over another connection. */
export interface Break {
  readonly y: number;
  readonly x: number;
  readonly label: string;
}

/** The whole drawing. */
export interface Ladder {
  readonly width: number;
  readonly height: number;
  readonly lifelines: readonly Lifeline[];
  readonly arrows: readonly Arrow[];
  readonly breaks: readonly Break[];
}

/** What is drawn into it beside its packets. */
export interface LadderFacts {
  /** The trace's clock, for what is waited for. */
  readonly now: number;
  /** How many findings name a packet, by its number. */
  readonly findings: ReadonlyMap<number, number>;
  /** The delivery whose subscriber stands beside the broker where not all life lines have room. */
  readonly near?: number;
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

const NO_FACTS: LadderFacts = { now: 0, findings: new Map() };

/** Lays out the legs of one journey in `room` pixels, or wider where that is too narrow to read. */
export function layOutLadder(legs: readonly Leg[], room = 0, facts = NO_FACTS): Ladder {
  const lifelines = lifelinesOf(legs, room, facts.near);
  const packets = packetsOf(legs);
  const start = packets[0]?.packet.time ?? 0;
  const wires = new Map<string, number>();
  const [arrows, breaks]: [Arrow[], Break[]] = [[], []];
  let y = HEAD_HEIGHT;
  for (const { delivery, packet } of packets) {
    const key = clientKey(delivery);
    const wire = wires.get(key);
    wires.set(key, packet.wire);
    if (wire !== undefined && wire !== packet.wire) {
      y += STEP;
      breaks.push({
        y,
        x: xOf(lifelines, key),
        label: t(WORDS.connectedAgain, { client: clientName(delivery.client) }),
      });
    }
    y += STEP;
    arrows.push({ y, ...packetArrow(lifelines, delivery, packet, start, facts) });
  }
  for (const waiting of missingArrows(legs, lifelines, facts.now)) {
    y += STEP;
    arrows.push({ y, ...waiting });
  }
  const width = (lifelines.at(-1)?.x ?? FIRST_LINE) + RIGHT_MARGIN;
  return { width, height: y + STEP - 8, lifelines, arrows, breaks };
}

function lifelinesOf(legs: readonly Leg[], room: number, near: number | undefined): Lifeline[] {
  const publishers = clientsOf(legs, 'broker');
  const subscribers = clientsOf(legs, 'client').filter(
    ({ client }) => !publishers.some((one) => one.client === client),
  );
  const first = legs[0];
  const broker = first === undefined ? [] : [{ client: null, name: brokerName(first.delivery) }];
  const count = publishers.length + broker.length + subscribers.length;
  const isWide = FIRST_LINE + NEAREST * (count - 1) + RIGHT_MARGIN > room;
  const lines = [...publishers, ...broker, ...(isWide ? nearFirst(subscribers, legs, near) : subscribers)];
  const even = (room - FIRST_LINE - RIGHT_MARGIN) / Math.max(1, lines.length - 1);
  const distance = Math.floor(Math.min(FARTHEST, Math.max(NEAREST, even)));
  return lines.map((line, i) => ({ ...line, x: FIRST_LINE + distance * i }));
}

function nearFirst<Line extends { readonly client: string }>(
  lines: readonly Line[],
  legs: readonly Leg[],
  near: number | undefined,
): readonly Line[] {
  const chosen = legs.find(({ delivery }) => delivery.n === near)?.delivery;
  const key = chosen === undefined ? null : clientKey(chosen);
  return [...lines.filter(({ client }) => client === key), ...lines.filter(({ client }) => client !== key)];
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

interface Sent {
  readonly delivery: Delivery;
  readonly packet: Packet;
}

function packetsOf(legs: readonly Leg[]): Sent[] {
  return legs
    .flatMap(({ delivery, packets }) => packets.map((packet) => ({ delivery, packet })))
    .sort((a, b) => a.packet.n - b.packet.n);
}

function packetArrow(
  lines: readonly Lifeline[],
  delivery: Delivery,
  packet: Packet,
  start: number,
  facts: LadderFacts,
): Unplaced {
  return {
    ...ends(lines, delivery, packet.from),
    label: packetLabel(packet),
    time: sinceFirst(packet.time - start),
    look: packetLook(packet),
    delivery: delivery.n,
    packet: packet.n,
    findings: facts.findings.get(packet.n) ?? 0,
    reach: 1,
  };
}

function missingArrows(legs: readonly Leg[], lines: readonly Lifeline[], now: number): Unplaced[] {
  return legs.flatMap(({ delivery, packets }) => {
    const look = delivery.state;
    if (look !== 'queued' && (look !== 'open' || delivery.missing === null)) return [];
    const waits = Math.max(0, now - (packets.at(-1)?.time ?? delivery.start));
    return [
      {
        ...ends(lines, delivery, nextSender(delivery)),
        label: now === 0 ? missingLabel(delivery) : `${missingLabel(delivery)} · ${age(waits)}`,
        time: '',
        look: look === 'queued' ? 'queued' : 'waiting',
        delivery: delivery.n,
        packet: null,
        findings: 0,
        reach: reachAfter(waits),
      } satisfies Unplaced,
    ];
  });
}

/** From a tenth of the way at once to nine tenths after a minute and more. */
function reachAfter(milliseconds: number): number {
  const share = Math.log10(Math.max(1, milliseconds)) / Math.log10(60_000);
  return 0.1 + 0.8 * Math.min(1, share);
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
  const client = xOf(lines, clientKey(delivery));
  const broker = xOf(lines, null);
  return from === 'client' ? { from: client, to: broker } : { from: broker, to: client };
}

function xOf(lines: readonly Lifeline[], client: string | null): number {
  return lines.find((line) => line.client === client)?.x ?? FIRST_LINE;
}

function packetLook(packet: Packet): Arrow['look'] {
  if (packet.fate === 'dropped') return 'dropped';
  if (packet.reason !== null && packet.reason >= 0x80) return 'refused';
  return packet.dup || packet.fate === 'duplicated' ? 'again' : 'passed';
}

function packetLabel(packet: Packet): string {
  const parts = [packet.packetId === null ? packet.type : `${packet.type} ${packet.packetId}`];
  if (packet.type === 'PUBLISH') parts.push(t(WORDS.qosLevel, { qos: packet.qos }));
  if (packet.dup) parts.push(t(WORDS.dup));
  if (packet.reason !== null && packet.reason >= 0x80) parts.push(reasonText(packet.reason, translate));
  return parts.join(' · ');
}
