/** The keyboard on a chart: arrows read step by step, with Shift they open a window, as a drag of the mouse does. */

/** Where the keyboard stands, as steps of the chart. */
export interface KeyPlace {
  /** The step that is read; null before the first arrow. */
  readonly at: number | null;
  /** Where the window began; null where none is open. */
  readonly anchor: number | null;
}

/** What a key leads to; null where it means nothing to a chart. `last` is the last step that has ended. */
export function placeByKey(key: string, shift: boolean, place: KeyPlace, last: number): KeyPlace | null {
  const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }[key];
  if (step === undefined || last < 0) return null;
  const from = place.at ?? last + (step < 0 ? 1 : 0);
  const at = Math.min(last, Math.max(0, from + step));
  return { at, anchor: shift ? (place.anchor ?? place.at ?? at) : null };
}
