/** Counts each message of a run: none may be missing, and none may come twice. */

/** What became of the messages of a run. */
export interface TallyResult {
  readonly lost: number;
  /** Arrivals beyond each message's first. */
  readonly doubled: number;
  /** First arrivals behind one with a higher number. */
  readonly disordered: number;
}

/** Messages numbered from 0. */
export class Tally {
  private readonly arrivals: Uint8Array;
  private distinct = 0;
  private doubled = 0;
  private disordered = 0;
  private next = 0;

  constructor(private readonly messages: number) {
    this.arrivals = new Uint8Array(messages);
  }

  /** How many different messages have come. */
  get arrived(): number {
    return this.distinct;
  }

  /** Counts one; a number that was never sent is an error of the run itself. */
  add(number: number): void {
    const before = this.arrivals[number];
    if (before === undefined) throw new Error(`Message ${number} of ${this.messages} was never sent.`);
    if (before > 0) {
      this.doubled++;
      return;
    }
    this.arrivals[number] = 1;
    this.distinct++;
    if (number < this.next) this.disordered++;
    else this.next = number + 1;
  }

  result(): TallyResult {
    return { lost: this.messages - this.distinct, doubled: this.doubled, disordered: this.disordered };
  }
}
