/** How much of a list is written in one frame: a jump brings as many rows as there is room for, all at once. */

import { painted } from '../painted';

/** Rows of one frame; the others follow in the next ones. A window full of rows takes longer than a frame has time. */
const ROWS_IN_A_FRAME = 14;

/** Lets so many rows be written between two frames. */
export class FrameBudget {
  private left = ROWS_IN_A_FRAME;
  private isCounting = false;
  private hasRefused = false;

  /** `again` is called after the frame in which rows were refused. */
  constructor(private readonly again: () => void) {}

  /** Whether one more row may be written now. */
  take(): boolean {
    if (!this.isCounting) {
      this.isCounting = true;
      void painted().then(() => this.renew());
    }
    if (this.left === 0) {
      this.hasRefused = true;
      return false;
    }
    this.left--;
    return true;
  }

  private renew(): void {
    this.isCounting = false;
    this.left = ROWS_IN_A_FRAME;
    if (!this.hasRefused) return;
    this.hasRefused = false;
    this.again();
  }
}
