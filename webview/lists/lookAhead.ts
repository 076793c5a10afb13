/**
 * Rows that a person is scrolling towards: asked for before they come into view, each is drawn once, and not first as one that
 * is being read.
 */

/** Where fewer rows than these are held in the direction of scrolling, more are asked for. */
export const AHEAD = 24;

/** Whether one of the next rows beyond those in view, of `total`, is not held. */
export function lacksAhead(
  { first, last }: { readonly first: number; readonly last: number },
  total: number,
  isDown: boolean,
  isHeld: (place: number) => boolean,
): boolean {
  const from = isDown ? last + 1 : Math.max(0, first - AHEAD);
  const to = isDown ? Math.min(last + AHEAD, total - 1) : first - 1;
  for (let place = from; place <= to; place++) if (!isHeld(place)) return true;
  return false;
}
