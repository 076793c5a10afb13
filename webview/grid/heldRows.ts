/** Rows while someone works with a list. */

/**
 * Each row that is there stays where it is, as it is now; what is new comes at the end. A row that is no longer there
 * leaves, or stays as `gone` makes it.
 */
export function heldRows<Row extends { readonly key: number }>(
  shown: readonly Row[],
  fresh: readonly Row[],
  gone?: (row: Row) => Row,
): readonly Row[] {
  const now = new Map(fresh.map((row) => [row.key, row]));
  const there = new Set(shown.map((row) => row.key));
  const kept = shown.flatMap((row) => {
    const present = now.get(row.key);
    if (present !== undefined) return [present];
    return gone === undefined ? [] : [gone(row)];
  });
  return [...kept, ...fresh.filter((row) => !there.has(row.key))];
}
