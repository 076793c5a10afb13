/** The keyboard in a list: arrows, pages, ends, Enter and Escape, as in VS Code's own lists. */

/** What the keys act on. */
export interface KeyedList {
  readonly count: () => number;
  /** Place of the active row; -1 for none. */
  readonly active: () => number;
  /** Rows that one page moves by. */
  readonly page: () => number;
  /** Where the keyboard enters a list without an active row. */
  readonly entry: () => number;
  readonly move: (index: number) => void;
  readonly open: (index: number) => void;
  /** Escape: closes what is open. Gives whether there was anything. */
  readonly close: () => boolean;
}

/** The place that a key leads to, or null where it leads nowhere. */
export function placeAfter(key: string, list: Pick<KeyedList, 'count' | 'active' | 'page' | 'entry'>): number | null {
  const active = list.active();
  const last = list.count() - 1;
  if (last < 0) return null;
  const within = (index: number) => Math.min(Math.max(0, index), last);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: list.page(), PageUp: -list.page() }[key];
  if (step === undefined) return null;
  return within(active < 0 ? list.entry() : active + step);
}

/** Lets `target` be walked by keys. */
export function walkByKeys(target: HTMLElement, list: KeyedList): void {
  target.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== target) return;
    if (act(event.key, list)) event.preventDefault();
  });
}

function act(key: string, list: KeyedList): boolean {
  if (key === 'Escape') return list.close();
  if (key === 'Enter' || key === ' ') {
    if (list.active() < 0) return false;
    list.open(list.active());
    return true;
  }
  const place = placeAfter(key, list);
  if (place === null) return false;
  list.move(place);
  return true;
}
