/** How and when connections are cut. Chosen at random from a seed, so that a run can be repeated. */

import type { Random } from './random';

/**
 * How a connection ends: by FIN; by RST, which also throws away what is under way; by FIN in the middle of a packet; or
 * not at all, but another connection takes the session over (5: 3.1.4-3; 3.1.1: 3.1.4-2).
 */
export type CutKind = 'fin' | 'reset' | 'torn' | 'abandoned';

/** The end of one connection. */
export interface CutWords {
  readonly kind: CutKind;
  /** Whether what was gathered to be sent still goes out, or is lost with the connection. */
  readonly flushes: boolean;
}

const KINDS: readonly [CutKind, ...CutKind[]] = ['fin', 'reset', 'torn', 'abandoned'];

/** When a connection is cut: after a time, or after so many packets, for runs that must not hang on a clock. */
export interface CutPlan {
  readonly unit: 'milliseconds' | 'packets';
  readonly lowest: number;
  readonly highest: number;
}

/** Cuts one connection once. */
export class Cut {
  /** Packets that may still come; Infinity where a time decides. */
  private packets = Infinity;
  private timer: NodeJS.Timeout | null = null;
  private readonly words: CutWords;

  constructor(
    plan: CutPlan,
    random: Random,
    private readonly cut: (words: CutWords) => void,
  ) {
    this.words = { kind: random.pick(KINDS), flushes: random.pick([true, false]) };
    const amount = random.between(plan.lowest, plan.highest);
    if (plan.unit === 'packets') this.packets = amount;
    else this.timer = setTimeout(() => this.now(), amount);
  }

  /** A packet has come. */
  packet(): void {
    if (--this.packets === 0) this.now();
  }

  /** The connection stays, or has ended otherwise. */
  cancel(): void {
    this.packets = Infinity;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private now(): void {
    this.cancel();
    this.cut(this.words);
  }
}
