/**
 * Where page and host meet. The page says `ready` and gets the whole state, so that a reload is a first load; from then
 * on it hears versions and asks for the rows that it shows. What needs no answer stands in the page's HTML, so that its
 * frame is drawn while the host answers.
 */

import type {
  BrokerStatus,
  CaptureProgress,
  ConnectionStatus,
  DeliveryDetail,
  EngineRequests,
  RowOrder,
  RowsPage,
  RowsWanted,
  TraceCounts,
} from './engineApi';
import type { Sentence } from './sentences';

/** The tabs of the page. */
export const PAGE_TABS = ['deliveries', 'subscriptions', 'inFlight', 'matrix', 'rates'] as const;

/** A tab of the page. */
export type PageTab = (typeof PAGE_TABS)[number];

/** A filter that the person has given a name. */
export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
}

/** What the page has open; the host keeps it over a reload. */
export interface PageMemory {
  readonly tab: PageTab;
  readonly delivery: number | null;
  /** What stands in the filter bar. */
  readonly filter: string;
  /** In which order the deliveries stand. */
  readonly order: RowOrder;
  readonly descending: boolean;
}

/** The capture that a page shows. */
export interface PageCapture {
  /** The file's name without its folder. */
  readonly file: string;
  /** How far it is read; null once nothing more will be. */
  readonly reading: CaptureProgress | null;
  /** What could not be read, and what was left out; known at the end. */
  readonly notes: readonly Sentence[];
}

/** What a page has open that nobody has used. */
export const FIRST_PAGE: PageMemory = {
  tab: 'deliveries',
  delivery: null,
  filter: '',
  order: 'time',
  descending: false,
};

/** What a page's frame is drawn from while the host answers: it stands in the HTML, and is nothing that anyone wrote. */
export interface PageStart {
  /** Where the page runs: it then knows whether it has an editor's room. */
  readonly place: 'panel' | 'editor';
  /** The person's language as a BCP 47 tag, for numbers and times. */
  readonly language: string;
  /** English -> the person's language, for the page's own words and for sentences; empty for English. */
  readonly translations: Readonly<Record<string, string>>;
  /** Whether the page opens with the newest deliveries, as `firstRowsWanted` says: the frame of others depends on the answer. */
  readonly opensWithNewest: boolean;
  /** Another one in each HTML: VS Code loads the same again whenever a page is seen again. */
  readonly load: string;
}

/** All that the page needs to say what there is. */
export interface PageState extends PageMemory, Pick<PageStart, 'place' | 'language' | 'translations'> {
  readonly trace: number;
  /** Null for the live trace. */
  readonly capture: PageCapture | null;
  /** Null while the engine is not running. */
  readonly counts: TraceCounts | null;
  readonly broker: BrokerStatus;
  readonly connections: readonly ConnectionStatus[];
  readonly savedFilters: readonly SavedFilter[];
}

/** Rows of the first page: as many as most windows have room for. */
export const FIRST_ROWS = 64;

/** Above the number of every delivery: the place where it would stand is the end. */
export const AFTER_ALL = Number.MAX_SAFE_INTEGER;

/** The rows that a page shows first, and the request that they answer. */
export interface FirstRows {
  readonly wanted: RowsWanted;
  readonly page: RowsPage;
}

/**
 * What a page that opens with this memory asks for first: the newest rows. Null where that depends on more than the
 * memory, or where it does not begin with the deliveries.
 */
export function firstRowsWanted(trace: number, memory: PageMemory): RowsWanted | null {
  const { tab, delivery, filter, order, descending } = memory;
  if (tab !== 'deliveries' || delivery !== null || order !== 'time' || descending) return null;
  return { trace, filter, order, descending, at: { delivery: AFTER_ALL }, limit: FIRST_ROWS };
}

/** Commands that the page may run; everything else stays with the host. */
export const PAGE_COMMANDS = [
  'qoscope.broker.start',
  'qoscope.publish',
  'qoscope.subscribe',
  'qoscope.connect',
  'qoscope.engine.restart',
  'qoscope.trace.clear',
  'qoscope.trace.pause',
  'qoscope.trace.resume',
  /** VS Code's own, for the view Findings. */
  'qoscope.findings.focus',
] as const;

/** A command that the page may run. */
export type PageCommand = (typeof PAGE_COMMANDS)[number];

type Forwarded =
  | 'trace.counts'
  | 'trace.deliveries'
  | 'trace.delivery'
  | 'trace.packet'
  | 'trace.sessions'
  | 'trace.inFlight'
  | 'trace.matrix'
  | 'trace.rows'
  | 'trace.flows'
  | 'trace.rates'
  | 'trace.findings';

/** What the page asks of the host. The `trace.…` requests are the engine's, passed on. */
export type PanelRequests = Pick<EngineRequests, Forwarded> & {
  readonly ready: { readonly params: null; readonly result: PageState };
  /** The rows that the page shows first, asked with `ready` and without waiting for its answer; null where there are none to give. */
  readonly firstRows: { readonly params: null; readonly result: FirstRows | null };
  /** Remembers what is open, for the next `ready`. */
  readonly remember: { readonly params: PageMemory; readonly result: void };
  /** Keeps the named filters, in that order, for every page and window. */
  readonly saveFilters: { readonly params: { readonly filters: readonly SavedFilter[] }; readonly result: void };
  /** Puts text on the clipboard. */
  readonly copy: { readonly params: { readonly text: string }; readonly result: void };
  /** Asks where to save a picture of the ladder, and writes it. */
  readonly savePicture: {
    readonly params: { readonly name: string; readonly format: 'svg' | 'png'; readonly content: Uint8Array };
    readonly result: void;
  };
  /** Asks where and how to save what the filter leaves of this page's trace. */
  readonly exportTrace: { readonly params: { readonly filter: string }; readonly result: void };
  /** Selects a delivery in the side panel's handshakes. */
  readonly revealInTree: { readonly params: { readonly delivery: number }; readonly result: void };
  readonly run: { readonly params: { readonly command: PageCommand }; readonly result: void };
  /** Opens the message of a delivery in an editor. */
  readonly openMessage: { readonly params: { readonly delivery: number }; readonly result: void };
};

/** The names of the requests that the host passes on to the engine as they are. */
export const FORWARDED: readonly Forwarded[] = [
  'trace.counts',
  'trace.deliveries',
  'trace.delivery',
  'trace.packet',
  'trace.sessions',
  'trace.inFlight',
  'trace.matrix',
  'trace.rows',
  'trace.flows',
  'trace.rates',
  'trace.findings',
];

/** What the host tells the page. */
export type PanelEvents = {
  readonly traceChanged: TraceCounts;
  /** The page's capture is read further, or to its end. */
  readonly captureChanged: { readonly capture: PageCapture; readonly counts: TraceCounts };
  readonly brokerChanged: BrokerStatus;
  readonly connectionsChanged: readonly ConnectionStatus[];
  /** The engine stopped (with the reason in words) or runs again (null). */
  readonly engineStopped: string | null;
  /** Show a delivery: the person asked for it elsewhere. */
  readonly reveal: DeliveryDetail;
  /** Show the deliveries that this filter leaves: the person asked for them elsewhere. */
  readonly showFilter: string;
};
