/** What captures of real machines suffer, done to one that has everything. */

import fc from 'fast-check';

import type { Side } from '../../../src/shared/model';
import type { TapeFrame } from './frames';

/** One fault. Places are shares of all frames or wires, from 0 to below 1. */
export type Spoil =
  /** The capture begins late, or ends early. */
  | { readonly kind: 'begins' | 'ends'; readonly at: number }
  /** Some frames behind each other were not captured; `of` null: of all connections. */
  | { readonly kind: 'lost'; readonly at: number; readonly count: number; readonly of: Side | null }
  /** One of the connections is missing: all of it, its beginning, its end, or one direction. */
  | { readonly kind: 'wire' | 'wireEnd' | 'wireBeginning'; readonly wire: number; readonly count: number }
  | { readonly kind: 'direction'; readonly wire: number; readonly from: Side }
  /** All connections of a time. */
  | { readonly kind: 'hole'; readonly at: number; readonly to: number; readonly hours: number }
  | { readonly kind: 'repeated' | 'swapped'; readonly at: readonly number[] }
  | { readonly kind: 'cut'; readonly length: number };

/** Evenly: of doubles most are next to nothing. */
export const share = fc.nat({ max: 999 }).map((part) => part / 1000);
const side = fc.constantFrom<Side>('client', 'broker');
const count = fc.integer({ min: 1, max: 8 });

/** Any fault. */
export const spoil: fc.Arbitrary<Spoil> = fc.oneof(
  fc.record({ kind: fc.constantFrom('begins', 'ends'), at: share }),
  fc.record({
    kind: fc.constant('lost'),
    at: share,
    count,
    of: fc.constantFrom<Side | null>(null, 'client', 'broker'),
  }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('wire', 'wireEnd', 'wireBeginning'), wire: share, count }),
  },
  fc.record({ kind: fc.constant('direction'), wire: share, from: side }),
  fc.record({ kind: fc.constant('hole'), at: share, to: share, hours: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ kind: fc.constantFrom('repeated', 'swapped'), at: fc.array(share, { minLength: 1, maxLength: 8 }) }),
  fc.record({ kind: fc.constant('cut'), length: fc.integer({ min: 2, max: 30 }) }),
);

const HOUR = 3_600_000;

/** The frames that are left, as they are then. */
export function spoilt(frames: readonly TapeFrame[], { ...spoil }: Spoil): readonly TapeFrame[] {
  switch (spoil.kind) {
    case 'begins':
      return frames.slice(place(frames, spoil.at));
    case 'ends':
      return frames.slice(0, place(frames, spoil.at));
    case 'lost':
      return without(frames, place(frames, spoil.at), spoil.count, spoil.of);
    case 'wire':
    case 'wireEnd':
    case 'wireBeginning':
      return ofWire(frames, wireAt(frames, spoil.wire), spoil);
    case 'direction': {
      const wire = wireAt(frames, spoil.wire);
      return frames.filter((frame) => frame.wire !== wire || frame.from !== spoil.from);
    }
    case 'hole':
      return apart(frames, place(frames, spoil.at), place(frames, spoil.to), spoil.hours);
    case 'repeated': {
      const again = new Set(spoil.at.map((at) => place(frames, at)));
      return frames.flatMap((frame, i) => (again.has(i) ? [frame, frame] : [frame]));
    }
    case 'swapped':
      return swapped(frames, spoil.at);
    case 'cut':
      return frames.map((frame) => ({ ...frame, kept: Math.min(frame.kept, spoil.length) }));
  }
}

function place({ length }: { readonly length: number }, at: number): number {
  return Math.floor(length * at);
}

function wireAt(frames: readonly TapeFrame[], at: number): number {
  const wires = [...new Set(frames.map(({ wire }) => wire))];
  return wires[place(wires, at)] ?? 0;
}

function without(frames: readonly TapeFrame[], from: number, count: number, of: Side | null): readonly TapeFrame[] {
  const wire = frames[from]?.wire;
  let left = count;
  return frames.filter((frame, i) => {
    const isMeant = i >= from && left > 0 && (of === null || (frame.from === of && frame.wire === wire));
    if (isMeant) left--;
    return !isMeant;
  });
}

function ofWire(
  frames: readonly TapeFrame[],
  wire: number,
  { kind, count }: { readonly kind: string; readonly count: number },
): readonly TapeFrame[] {
  const own = frames.filter((frame) => frame.wire === wire);
  const gone = new Set(kind === 'wire' ? own : kind === 'wireEnd' ? own.slice(-count) : own.slice(0, count));
  return frames.filter((frame) => !gone.has(frame));
}

/** Frames of neighbours in time change places; their times stay where they were. */
function swapped(frames: readonly TapeFrame[], places: readonly number[]): readonly TapeFrame[] {
  const mixed = [...frames];
  for (const at of places) {
    const i = place(frames, at);
    const [one, other] = [mixed[i], mixed[i + 1]];
    if (one === undefined || other === undefined || other.time - one.time > 5) continue;
    mixed[i] = { ...other, time: one.time };
    mixed[i + 1] = { ...one, time: other.time };
  }
  return mixed;
}

function apart(frames: readonly TapeFrame[], one: number, other: number, hours: number): readonly TapeFrame[] {
  const [first, second] = [Math.min(one, other), Math.max(one, other)];
  const later = frames.slice(second).map((frame) => ({ ...frame, time: frame.time + hours * HOUR }));
  return [...frames.slice(0, first), ...later];
}
