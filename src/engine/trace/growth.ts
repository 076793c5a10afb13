/** How often the tables of a trace came to take more room: who keeps its bound need not add up what has not changed. */
export class Growth {
  count = 0;
  /** The count up to which the bound was kept. */
  seen = 0;

  /** Whether there was growth that the bound was not kept for. */
  get isNew(): boolean {
    return this.count !== this.seen;
  }
}
