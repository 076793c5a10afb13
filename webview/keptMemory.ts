/** What a page keeps for the next load of its HTML, which says what was open before its first. */

import type { PageMemory } from '../src/shared/panelApi';

/** Where VS Code keeps one value for each webview: while nobody sees it, and longer. */
export interface StateApi {
  getState(): unknown;
  setState(state: unknown): void;
}

interface Kept {
  readonly load: string;
  readonly memory: PageMemory;
}

/** What was open last since this HTML is there. The host has the last word on it, with its answer to `ready`. */
export class KeptMemory {
  /** `load` names the HTML: what was kept under another one is older than what this says. */
  constructor(
    private readonly api: StateApi,
    private readonly load: string,
  ) {}

  /** Null where nothing was kept yet. */
  get last(): PageMemory | null {
    const kept = this.api.getState() as Partial<Kept> | null | undefined;
    return kept?.load === this.load ? (kept.memory ?? null) : null;
  }

  /** Keeps it in place of what was kept. */
  keep(memory: PageMemory): void {
    this.api.setState({ load: this.load, memory } satisfies Kept);
  }
}
