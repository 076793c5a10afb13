/** Sends case after case to one broker, several at once, until the time is over or something is wrong. */

import { Canary } from './canary';
import { exchange } from './exchange';
import { makeCase, type Expectation } from './fuzzCase';
import { FuzzedBroker } from './fuzzedBroker';
import { judge } from './referee';

/** Cases at once. */
const SLOTS = 8;

/** Milliseconds between two looks at the sound client and at memory. */
const LOOK = 2_000;

/** Findings after which it ends: more say nothing new. */
const FINDINGS = 10;

/** What a run does. */
export interface FuzzWords {
  readonly seed: number;
  /** In milliseconds. */
  readonly duration: number;
  /** Only the cases of these numbers, one after the other; null for all until the time is over. */
  readonly cases: readonly [number, number] | null;
  /** Called at each look. */
  readonly progress?: (result: FuzzResult) => void;
}

/** What came of it so far. */
export interface FuzzResult {
  readonly cases: Readonly<Record<Expectation['kind'], number>>;
  readonly findings: readonly string[];
  /** Bytes of memory of the broker at each look. */
  readonly memory: readonly number[];
  readonly canaryRounds: number;
  /** In milliseconds. */
  readonly canarySlowest: number;
  /** What the broker said as it died, or an empty text. */
  readonly lastWords: string;
}

/** Runs to its end. */
export async function fuzz(words: FuzzWords): Promise<FuzzResult> {
  const broker = await FuzzedBroker.start();
  try {
    const run = new FuzzRun(words, broker, await Canary.connect(broker.ports.tcp));
    return await run.toEnd();
  } finally {
    await broker.stop();
  }
}

class FuzzRun {
  private readonly counts = { served: 0, refused: 0, ended: 0, survived: 0 };
  private readonly findings: string[] = [];
  private readonly memory: number[] = [];
  /** Cases under way: where the broker dies, one of them did it. */
  private readonly underWay = new Set<number>();
  private next: number;
  private readonly last: number;
  private readonly end: number;

  constructor(
    private readonly words: FuzzWords,
    private readonly broker: FuzzedBroker,
    private readonly canary: Canary,
  ) {
    [this.next, this.last] = words.cases ?? [0, Infinity];
    this.end = words.cases === null ? performance.now() + words.duration : Infinity;
  }

  async toEnd(): Promise<FuzzResult> {
    const slots = this.words.cases === null ? SLOTS : 1;
    const cases = Promise.all(Array.from({ length: slots }, (_, slot) => this.runSlot(slot)));
    let over = false;
    const looks = this.lookUntil(() => over);
    await cases;
    over = true;
    await looks;
    await this.look();
    if (this.broker.isRunning()) await this.canary.close();
    return this.result();
  }

  private async runSlot(slot: number): Promise<void> {
    while (this.goesOn()) {
      const number = this.next++;
      const fuzzCase = makeCase(this.words.seed, number, slot);
      this.underWay.add(number);
      const problem = judge(fuzzCase, await exchange(this.broker.ports[fuzzCase.door], fuzzCase));
      if (!this.broker.isRunning()) {
        this.died();
        return;
      }
      this.underWay.delete(number);
      this.counts[fuzzCase.expectation.kind]++;
      if (problem !== null) this.findings.push(`case ${number} (MQTT version ${fuzzCase.version}): ${problem}`);
    }
  }

  private goesOn(): boolean {
    const { findings, next, last, end, broker } = this;
    return broker.isRunning() && findings.length < FINDINGS && next <= last && performance.now() < end;
  }

  private died(): void {
    if (this.findings.some((finding) => finding.startsWith('the broker died'))) return;
    this.findings.push(`the broker died at one of the cases ${[...this.underWay].sort((a, b) => a - b).join(', ')}`);
  }

  private async lookUntil(over: () => boolean): Promise<void> {
    while (!over() && this.broker.isRunning()) {
      await this.look();
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }

  private async look(): Promise<void> {
    if (!this.broker.isRunning()) return;
    this.memory.push(this.broker.residentBytes);
    try {
      await this.canary.round();
    } catch (error) {
      if (this.broker.isRunning()) this.findings.push(`beside case ${this.next}: ${String(error)}`);
    }
    this.words.progress?.(this.result());
  }

  private result(): FuzzResult {
    const { counts, findings, memory, canary, broker } = this;
    return {
      cases: { ...counts },
      findings: [...findings],
      memory: [...memory],
      canaryRounds: canary.rounds,
      canarySlowest: canary.slowest,
      lastWords: broker.isRunning() ? '' : broker.lastWords,
    };
  }
}
