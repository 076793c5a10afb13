/** Shows where something goes through a whole table to find one entry. */

/** How often a Map or a Set is gone through meanwhile, which takes as long as the places that deleted entries have left. */
export function goingsThrough(work: () => void): number {
  let count = 0;
  const kept = [
    [Map.prototype, 'keys'],
    [Map.prototype, 'values'],
    [Map.prototype, Symbol.iterator],
    [Set.prototype, Symbol.iterator],
  ] as const;
  const restore = kept.map(([prototype, name]) => {
    const original = Object.getOwnPropertyDescriptor(prototype, name)!;
    const method = original.value as (this: unknown) => unknown;
    const value = function (this: unknown): unknown {
      count++;
      return method.call(this);
    };
    Object.defineProperty(prototype, name, { ...original, value });
    return () => Object.defineProperty(prototype, name, original);
  });
  try {
    work();
  } finally {
    for (const one of restore) one();
  }
  return count;
}
