/** Shows where something goes through, copies or moves a whole table for the sake of one entry: a count, where time would be noise. */

type Method = readonly [owner: object, name: string | symbol];

/** How often these methods are called while `work` is done. */
export function callsOf(methods: readonly Method[], work: () => void): number {
  let count = 0;
  const restore = methods.map(([owner, name]) => {
    const original = Object.getOwnPropertyDescriptor(owner, name)!;
    const method = original.value as (this: unknown, ...args: unknown[]) => unknown;
    const value = function (this: unknown, ...args: unknown[]): unknown {
      count++;
      return method.apply(this, args);
    };
    Object.defineProperty(owner, name, { ...original, value });
    return () => Object.defineProperty(owner, name, original);
  });
  try {
    work();
  } finally {
    for (const one of restore) one();
  }
  return count;
}

/** How often a Map or a Set is gone through meanwhile, which takes as long as the places that deleted entries have left. */
export function goingsThrough(work: () => void): number {
  const methods: readonly Method[] = [
    [Map.prototype, 'keys'],
    [Map.prototype, 'values'],
    [Map.prototype, Symbol.iterator],
    [Set.prototype, Symbol.iterator],
  ];
  return callsOf(methods, work);
}

/** How often an Array is copied or its entries are moved. */
export function movings(work: () => void): number {
  return callsOf(
    (['splice', 'shift', 'filter', 'slice'] as const).map((name) => [Array.prototype, name] as const),
    work,
  );
}
