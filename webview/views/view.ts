/** What a tab shows, as the page handles it. */

import type { PageTab } from '../../src/shared/panelApi';

/** One tab's content. */
export interface View {
  readonly tab: PageTab;
  readonly element: HTMLElement;
  /** At least this many milliseconds between two refreshes. */
  readonly interval: number;
  /** Pulls what it shows now and draws it; rejects with the request's error. */
  refresh(): Promise<void>;
  /** It was hidden and is visible from now on, or the other way round. */
  shown(visible: boolean): void;
  /** Lets ages grow; called about once a second while the view is shown. */
  tick(): void;
  /** Forgets all rows: another engine answers from now on. */
  reset(): void;
}
