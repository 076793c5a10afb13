/** What all connections of a capture together may hold back, in bytes. */

/** Counts what is held; those who hold more look at it and let go. */
export class MemoryBudget {
  private held = 0;

  constructor(private readonly maximum: number) {}

  /** Whether more is held than may be. */
  get isExceeded(): boolean {
    return this.held > this.maximum;
  }

  /** Counts `bytes` more, or less where it is negative. */
  change(bytes: number): void {
    this.held += bytes;
  }
}
