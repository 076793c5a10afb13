/** Exact percentiles without sorting: only what lies at the wanted ranks is brought to its place. */

/**
 * The values at `fractions` (0 to 1, ascending) of the values from `start` to `end`, by nearest rank: the smallest value
 * that at least that part of all does not exceed. Null for each where there are none. Reorders the values.
 */
export function percentiles(
  values: Float32Array,
  start: number,
  end: number,
  fractions: readonly number[],
): (number | null)[] {
  let low = start;
  return fractions.map((fraction) => {
    if (start >= end) return null;
    const place = start + Math.max(0, Math.ceil(fraction * (end - start)) - 1);
    bringToPlace(values, low, end - 1, place);
    // All before are no larger: a higher percentile is not among them.
    low = place;
    return values[place] ?? null;
  });
}

/**
 * Quickselect (Hoare): afterwards `place` holds what sorting would put there, with nothing larger before it. The pivot stands
 * anywhere: with one whose place can be foreseen it takes the square of their number where values rise and fall again, as
 * those of a burst do.
 */
function bringToPlace(values: Float32Array, first: number, last: number, place: number): void {
  let low = first;
  let high = last;
  while (low < high) {
    const pivot = values[low + Math.floor(Math.random() * (high - low + 1))] ?? 0;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] ?? 0) < pivot) left++;
      while ((values[right] ?? 0) > pivot) right--;
      if (left > right) break;
      swap(values, left++, right--);
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else return;
  }
}

function swap(values: Float32Array, one: number, other: number): void {
  const value = values[one] ?? 0;
  values[one] = values[other] ?? 0;
  values[other] = value;
}
