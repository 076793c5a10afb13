/** What a part of the benchmark gives. */

/** A table to read, and what was measured to look up. */
export interface Part {
  /** In Markdown. */
  readonly table: string;
  /** Every single measurement, as JSON can say it; kept beside the tables of other runs. */
  readonly raw: unknown;
}
