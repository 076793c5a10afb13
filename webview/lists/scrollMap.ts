/** Between a scroll bar and rows of one height: browsers cap an element's height, and a trace may be longer than that. */

/** Height of a row in pixels, VS Code's own. */
export const ROW_HEIGHT = 22;

/**
 * Rows above this are reached by a finer step of the scroll bar. Chromium caps an element at 33,554,428 px, and places what
 * it draws as 32-bit fractions: from 16,777,216 px on rows would stand a pixel off where one of its tiles ends.
 */
export const TALLEST = 16_000_000;

/** Where rows stand for one number of rows and one height of the window onto them, both in pixels. */
export class ScrollMap {
  /** Height of the scrolled element. */
  readonly height: number;
  /** Pixels of rows for one pixel of the scroll bar; 1 for all but the longest lists. */
  private readonly ratio: number;

  constructor(
    readonly count: number,
    readonly viewport: number,
  ) {
    const rows = count * ROW_HEIGHT;
    this.height = Math.min(rows, TALLEST);
    this.ratio = rows > TALLEST && TALLEST > viewport ? (rows - viewport) / (TALLEST - viewport) : 1;
  }

  /** The first and last row in view, `overscan` more on both sides; last < first where there is none. */
  visible(scrollTop: number, overscan = 0): { readonly first: number; readonly last: number } {
    const offset = this.offset(scrollTop);
    const first = Math.floor(offset / ROW_HEIGHT) - overscan;
    const last = Math.ceil((offset + this.viewport) / ROW_HEIGHT) - 1 + overscan;
    return { first: Math.max(0, first), last: Math.min(this.count - 1, last) };
  }

  /** Where to draw a row inside the scrolled element. */
  top(index: number, scrollTop: number): number {
    return Math.round(index * ROW_HEIGHT - this.offset(scrollTop) + this.clamp(scrollTop));
  }

  /** The scroll position that puts the row at the top. */
  scrollTopOf(index: number): number {
    return this.clamp((index * ROW_HEIGHT) / this.ratio);
  }

  /** How far below the top of the view a row stands at that scroll position, in pixels; below 0 where it is above. */
  screenTop(index: number, scrollTop: number): number {
    return index * ROW_HEIGHT - this.offset(scrollTop);
  }

  /** The scroll position at which the row stands `screenTop` pixels below the top of the view. */
  scrollTopFor(index: number, screenTop: number): number {
    return this.clamp((index * ROW_HEIGHT - screenTop) / this.ratio);
  }

  /** The scroll position nearest to `scrollTop` at which the whole row is in view. */
  reveal(index: number, scrollTop: number): number {
    const offset = this.offset(scrollTop);
    if (index * ROW_HEIGHT < offset) return this.scrollTopOf(index);
    const below = (index + 1) * ROW_HEIGHT - this.viewport;
    return below > offset ? this.clamp(Math.ceil(below / this.ratio)) : scrollTop;
  }

  /** The scroll position of the end. */
  get bottom(): number {
    return Math.max(0, this.height - this.viewport);
  }

  /** Whether the last row is in view at that scroll position; a row's height of slack, for zoomed pages. */
  atBottom(scrollTop: number): boolean {
    return scrollTop >= this.bottom - ROW_HEIGHT / 2 / this.ratio;
  }

  private offset(scrollTop: number): number {
    return this.clamp(scrollTop) * this.ratio;
  }

  private clamp(scrollTop: number): number {
    return Math.min(Math.max(0, scrollTop), this.bottom);
  }
}
