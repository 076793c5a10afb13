/** Whether a live list keeps its newest row in view: wanted by the person, and held back while a row must not move. */

/** The decision, without any DOM. Rows are named by ascending numbers. */
export class Follow {
  private live = true;
  private wanted = true;
  private pointer = false;
  private focus = false;
  private seen = 0;
  private newest = 0;

  /** Whether the list is to move to the newest row now. */
  get moves(): boolean {
    return this.live && this.wanted && !this.pointer && !this.focus;
  }

  /** Whether the list stands still because the mouse is over a row or a row has the focus. */
  get holds(): boolean {
    return this.pointer || this.focus;
  }

  /** How many rows came that were never in view. */
  get unseen(): number {
    return this.live ? Math.max(0, this.newest - this.seen) : 0;
  }

  /** Whether the person scrolled away from the newest rows. */
  get away(): boolean {
    return this.live && !this.wanted;
  }

  /** Another list begins, with that newest row: none of its rows is new. */
  begins(newest: number): void {
    this.newest = newest;
    this.seen = newest;
  }

  /** Whether new rows come at the end at all; in another order there is nothing to follow. */
  grows(atEnd: boolean): void {
    this.live = atEnd;
  }

  /** The person scrolled: at the bottom they want to follow, anywhere else not. */
  scrolled(atBottom: boolean): void {
    this.wanted = atBottom;
  }

  /** The person asked to follow; what held the list back is forgotten until it happens again. */
  start(): void {
    this.wanted = true;
    this.pointer = false;
    this.focus = false;
  }

  /** A row is shown for itself: the list stays there. */
  stop(): void {
    this.wanted = false;
  }

  /** The mouse moved over a row (true) or left the rows. */
  pointed(over: boolean): void {
    this.pointer = over;
  }

  /** A row got the keyboard's focus, or none has it. */
  focused(row: boolean): void {
    this.focus = row;
  }

  /** The newest row there is. A smaller number than before means a list that begins anew. */
  arrived(newest: number): void {
    if (newest < this.newest) this.seen = Math.min(this.seen, newest);
    this.newest = newest;
  }

  /** The last row that is wholly in view. */
  showed(last: number): void {
    this.seen = Math.max(this.seen, Math.min(last, this.newest));
  }
}
