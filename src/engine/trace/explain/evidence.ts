/** What an explanation rests on: one delivery with all that the trace knows around it. */

import type { Delivery, Journey, Packet } from '../../../shared/model';
import type { SessionState } from '../sessionState';
import type { TraceParts } from '../traceParts';

/** Where the facts are looked up. */
export type EvidenceParts = Pick<TraceParts, 'store' | 'sessions' | 'journeys' | 'packetRows' | 'wires'>;

/** A publisher's other delivery with the same content. */
export interface Twin {
  readonly n: number;
  readonly start: number;
  readonly journey: number;
}

/** One delivery and what stands around it. */
export interface Evidence {
  readonly parts: EvidenceParts;
  readonly delivery: Delivery;
  /** Those in the log, oldest first. */
  readonly packets: readonly Packet[];
  readonly journey: Journey | null;
  /** The publisher's delivery of its message, or null where that is not known. */
  readonly origin: Delivery | null;
  /** Another delivery of the publisher with the same message, close to `origin`; null for none. */
  readonly twin: Twin | null;
  /** Its session, or undefined where that is not known any more. */
  readonly session: SessionState | undefined;
  /** Milliseconds since the trace began. */
  readonly now: number;
}

/** Milliseconds as seconds for a sentence: to a tenth, below a second to a thousandth. */
export function inSeconds(milliseconds: number): number {
  const seconds = Math.max(0, milliseconds) / 1000;
  return seconds < 1 ? Math.round(seconds * 1000) / 1000 : Math.round(seconds * 10) / 10;
}
