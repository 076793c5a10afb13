/**
 * Rows that a person is scrolling towards: asked for before they come into view, each is drawn once, and not first as one that
 * is being read.
 */

/** Where fewer rows than these are held in the direction of scrolling, more are asked for. */
export const AHEAD = 24;

/** Rows that are wanted beyond the last one that is held, in one direction. */
export interface Ahead {
  /** Key of that row. */
  readonly edge: number;
  readonly isDown: boolean;
}

/**
 * The place of the last row before one that is not held, among the next rows beyond those in view, of `total`; null where all
 * are held.
 */
export function edgeAhead(
  { first, last }: { readonly first: number; readonly last: number },
  total: number,
  isDown: boolean,
  isHeld: (place: number) => boolean,
): number | null {
  const step = isDown ? 1 : -1;
  const edge = isDown ? last : first;
  for (let away = 1; away <= AHEAD; away++) {
    const place = edge + away * step;
    if (place < 0 || place >= total) return null;
    if (!isHeld(place)) return place - step;
  }
  return null;
}
