/** Finds what a mistyped word was meant to be. */

/** The name that takes the fewest changed characters to become `word`; the first of several. Empty without names. */
export function similar(word: string, names: readonly string[]): string {
  let best = '';
  let fewest = Infinity;
  for (const name of names) {
    // The last part alone may have been written: "topic" for mqtt.topic.
    const distance = Math.min(changes(word, name), changes(word, name.slice(name.lastIndexOf('.') + 1)) + 0.5);
    if (distance < fewest) [best, fewest] = [name, distance];
  }
  return best;
}

/** Levenshtein's distance between the first 64 characters, in capitals and small letters alike. */
function changes(one: string, other: string): number {
  const a = one.slice(0, 64).toLowerCase();
  const b = other.slice(0, 64).toLowerCase();
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
