/** Time stamps of captures: counts of a unit since 1970, too large for a double to hold them exactly. */

/** Time 0 of a capture: its first frame. */
export class CaptureTime {
  private first: bigint | null = null;

  /** Wall clock of the first frame, in milliseconds since 1970; 0 before it came. */
  get startedAt(): number {
    return Number((this.first ?? 0n) / 1000n) / 1000;
  }

  /** A counter of that many units in a second, shifted by whole seconds. */
  counter(unitsPerSecond: bigint, offsetSeconds = 0n): TimeCounter {
    return new TimeCounter(this, unitsPerSecond, offsetSeconds);
  }

  /** Nanoseconds from the first frame to a moment in nanoseconds since 1970, which is the first one where none was told before. */
  since(moment: bigint): bigint {
    this.first ??= moment;
    return moment - this.first;
  }
}

/**
 * Turns the time stamps of one interface into milliseconds since the capture's first frame. Only the first one takes
 * long numbers; from there on the difference is a double, exact for 104 days in nanoseconds.
 */
export class TimeCounter {
  private high = 0;
  private low = 0;
  private base: number | null = null;
  private readonly unitsPerMillisecond: number;

  constructor(
    private readonly time: CaptureTime,
    private readonly unitsPerSecond: bigint,
    private readonly offsetSeconds: bigint,
  ) {
    this.unitsPerMillisecond = Number(unitsPerSecond) / 1000;
  }

  /** Of a count whose upper and lower 32 bits are these. */
  milliseconds(high: number, low: number): number {
    this.base ??= this.begin(high, low);
    return this.base + ((high - this.high) * 4_294_967_296 + (low - this.low)) / this.unitsPerMillisecond;
  }

  private begin(high: number, low: number): number {
    this.high = high;
    this.low = low;
    const units = BigInt(high) * 4_294_967_296n + BigInt(low);
    const moment = (units * NANOSECONDS) / this.unitsPerSecond + this.offsetSeconds * NANOSECONDS;
    return Number(this.time.since(moment)) / 1e6;
  }
}

const NANOSECONDS = 1_000_000_000n;
