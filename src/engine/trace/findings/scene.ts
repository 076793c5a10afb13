/** The packet that is being judged, and whom a finding is told. One object serves for all packets of a trace. */

import type { FindingKind } from '../../../shared/findingRules';
import type { ProtocolVersion, Side } from '../../../shared/model';
import type { SentenceArguments } from '../../../shared/sentences';
import type { Routing } from '../recorder';
import type { SessionState } from '../sessionState';
import type { TraceParts } from '../traceParts';
import type { WireState } from '../wireState';
import type { FindingLog, StoredFinding } from './findingLog';
import { History } from './history';

/** What findings are made from. */
export type SceneParts = Pick<
  TraceParts,
  | 'log'
  | 'store'
  | 'texts'
  | 'journeys'
  | 'sessions'
  | 'deliveries'
  | 'packetRows'
  | 'current'
  | 'findings'
  | 'inference'
>;

/** Longest text that a sentence takes from a packet, in characters: findings are many and topics may be long. */
const LONGEST_TEXT = 200;

/** A place for a finding that is about something else than the packet that is being recorded. */
export interface Place {
  readonly time: number;
  readonly packet: number;
  readonly from: Side | null;
  readonly wire: number;
  readonly delivery: number;
}

/** Wire, session and routing of the current packet, and the way to report about it. */
export class Scene {
  routing: Routing | undefined = undefined;
  /** The number of the span of unbroken recording, from 1. */
  span = 1;
  /** Whether packets of any wire are not in the trace, whatever the reason. */
  lacked = false;
  readonly history: History;
  /** Findings since the owner emptied this list. */
  readonly told: StoredFinding[] = [];
  private readonly log: FindingLog;

  constructor(
    readonly parts: SceneParts,
    /** Whether what passed before this moment is recorded or said to lack later. */
    readonly isLacking: () => boolean,
  ) {
    this.history = new History(parts);
    this.log = parts.findings;
  }

  /** Whether every packet that passed is known to be in the trace, as far as its wires show. */
  get hasAll(): boolean {
    return !this.lacked && !this.isLacking();
  }

  /** Whether the session lies in the trace from its beginning on, without a gap. */
  isWhole(session: SessionState): boolean {
    return session.watch.span === this.span;
  }

  /** Whether all that a delivery of the session went through lies in the trace. */
  isKnown(session: SessionState | null, delivery: number): boolean {
    return delivery >= this.history.firstDelivery && delivery >= (session?.watch.knownFrom ?? 0);
  }

  /** Whether the wire lies in the trace from its CONNECT on, without a gap. */
  isWholeWire(wire: WireState): boolean {
    return wire.watch.span === this.span;
  }

  /** Tells of the packet that is being recorded. */
  report(kind: FindingKind, wire: WireState, args: SentenceArguments = {}): void {
    const { row } = this.parts.current;
    const { time, from, delivery } = row;
    const packet = this.parts.log.nextNumber;
    this.add(kind, wire.session, wire.version, { time, packet, from, wire: wire.n, delivery }, args);
  }

  /** Tells of something else than the packet that is being recorded. */
  reportAt(kind: FindingKind, session: SessionState, place: Place, args: SentenceArguments = {}): void {
    this.add(kind, session, session.version, place, args);
  }

  private add(
    kind: FindingKind,
    session: SessionState | null,
    version: ProtocolVersion,
    place: Place,
    args: SentenceArguments,
  ): void {
    const { store } = this.parts;
    if (place.delivery !== 0 && store.find(place.delivery)) store.columns.markFinding(store.row);
    this.told.push(this.log.add({ kind, session: session?.n ?? 0, args, ...place }, version));
  }
}

/** A text of a packet for a sentence: the beginning of a very long one. */
export function shown(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

/** A reason code as the standard writes it. */
export function hexReason(reason: number): string {
  return `0x${reason.toString(16).toUpperCase().padStart(2, '0')}`;
}
