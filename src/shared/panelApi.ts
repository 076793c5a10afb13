/**
 * Where page and host meet. The page says `ready` and gets the whole state, so that a reload is a first load; from then
 * on it hears versions and asks for the rows that it shows.
 */

import type { BrokerStatus, ConnectionStatus, DeliveryDetail, EngineRequests, TraceCounts } from './engineApi';

/** The tabs of the page. */
export const PAGE_TABS = ['deliveries', 'subscriptions', 'inFlight', 'matrix'] as const;

/** A tab of the page. */
export type PageTab = (typeof PAGE_TABS)[number];

/** All that the page needs to draw its first frame. */
export interface PageState {
  readonly trace: number;
  /** Null while the engine is not running. */
  readonly counts: TraceCounts | null;
  readonly broker: BrokerStatus;
  readonly connections: readonly ConnectionStatus[];
  /** Where the page runs: it then knows whether it has an editor's room. */
  readonly place: 'panel' | 'editor';
  /** The tab and delivery that were open before a reload; the host keeps them. */
  readonly tab: PageTab;
  readonly delivery: number | null;
  /** The person's language as a BCP 47 tag, for numbers and times. */
  readonly language: string;
  /** English -> the person's language, for the page's own words and for sentences; empty for English. */
  readonly translations: Readonly<Record<string, string>>;
}

/** Commands that the page may run; everything else stays with the host. */
export const PAGE_COMMANDS = [
  'qoscope.broker.start',
  'qoscope.publish',
  'qoscope.subscribe',
  'qoscope.connect',
  'qoscope.engine.restart',
  'qoscope.trace.clear',
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
  | 'trace.matrix';

/** What the page asks of the host. The `trace.…` requests are the engine's, passed on. */
export type PanelRequests = Pick<EngineRequests, Forwarded> & {
  readonly ready: { readonly params: null; readonly result: PageState };
  /** Remembers what is open, for the next `ready`. */
  readonly remember: {
    readonly params: { readonly tab: PageTab; readonly delivery: number | null };
    readonly result: void;
  };
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
];

/** What the host tells the page. */
export type PanelEvents = {
  readonly traceChanged: TraceCounts;
  readonly brokerChanged: BrokerStatus;
  readonly connectionsChanged: readonly ConnectionStatus[];
  /** The engine stopped (with the reason in words) or runs again (null). */
  readonly engineStopped: string | null;
  /** Show a delivery: the person asked for it elsewhere. */
  readonly reveal: DeliveryDetail;
};
