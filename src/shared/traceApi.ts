/**
 * What the host asks of a trace, and the rows that it gets. Times in rows are milliseconds since the trace began;
 * `TraceCounts.startedAt` gives the wall clock.
 */

import type { FindingKind, Severity } from './findingRules';
import type {
  Delivery,
  Finding,
  FindingGroup,
  Flow,
  Journey,
  MatrixCell,
  Packet,
  PacketField,
  PacketType,
  Session,
} from './model';
import type { Sentence } from './sentences';

/** The live trace; opened captures and scenario runs get numbers from 2. */
export const LIVE_TRACE = 1;

/** Largest page that one request gives. */
export const PAGE_LIMIT = 200;

/** The size of a trace; carries no rows. */
export interface TraceCounts {
  readonly trace: number;
  /** Grows with each change: equal versions mean equal rows. */
  readonly version: number;
  /** Wall clock of time 0, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly packets: number;
  readonly deliveries: number;
  /** Open deliveries with QoS 1 or 2. */
  readonly inFlight: number;
  /** Of all sessions that have not ended. */
  readonly subscriptions: number;
  /** Packets that left the log because it was full. */
  readonly dropped: number;
  /** Bytes that the log holds now. */
  readonly bytes: number;
  readonly paused: boolean;
  /** How many findings there were, by how grave they are, those included that are kept no more. */
  readonly findings: Readonly<Record<Severity, number>>;
}

/** Rows together with the state of the trace that they were read from. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly version: number;
  /** Whether there are older rows behind the last one. */
  readonly more: boolean;
  /** The trace's clock when the rows were read, in milliseconds since it began: for ages. */
  readonly now: number;
}

/** How rows can be put in order; "journey" puts the branches of a journey below its publisher's delivery. */
export const ROW_ORDERS = ['time', 'journey', 'state', 'qos', 'topic', 'client', 'ms'] as const;

/** How rows can be put in order. */
export type RowOrder = (typeof ROW_ORDERS)[number];

/** Which rows, and in which order: what a filter bar and the heads of a list say. */
export interface RowsWanted {
  readonly trace: number;
  /** An expression of the filter language; empty for all. */
  readonly filter: string;
  readonly order: RowOrder;
  readonly descending: boolean;
  /** The place of the first row, from 0; or a delivery, so that the page has it in its middle (or the place where it would stand). */
  readonly at: { readonly position: number } | { readonly delivery: number };
  readonly limit: number;
}

/** Rows by their place among all that the filter leaves. */
export interface RowsPage {
  readonly rows: readonly Delivery[];
  /** The place of the first of them, from 0. */
  readonly position: number;
  /** How many rows the filter leaves. */
  readonly total: number;
  readonly version: number;
  /** The trace's clock when the rows were read, in milliseconds since it began: for ages. */
  readonly now: number;
}

/** Percentiles of the time from PUBLISH to the handshake's end, in milliseconds; null where no handshake ended. */
export interface Latency {
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
}

/** How much went on, in steps of equal length; computed from the rows that the log holds. */
export interface Rates {
  /** Beginning of the first step, in milliseconds since the trace began. */
  readonly from: number;
  /** Length of one step in milliseconds. */
  readonly step: number;
  /** Packets in each step, by type; types that were not seen are left out. */
  readonly packets: Readonly<Partial<Record<PacketType, readonly number[]>>>;
  /** Bytes in each step, by type. */
  readonly bytes: Readonly<Partial<Record<PacketType, readonly number[]>>>;
  /** QoS 1 and 2 deliveries in flight at the end of each step. */
  readonly inFlight: readonly number[];
  /** Of the handshakes that ended in each step, by QoS. */
  readonly latency: Readonly<Record<1 | 2, Latency>>;
  readonly version: number;
  /** The trace's clock when this was computed. */
  readonly now: number;
}

/** How a trace can be saved. */
export const EXPORT_FORMATS = ['pcapng', 'jsonl', 'csv'] as const;

/** How a trace can be saved: pcapng and CSV hold packets, JSON lines hold what `--json` prints. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Findings, and how many there are of each sort. */
export interface FindingsPage extends Page<Finding> {
  /** Of all kinds, errors first, then by the latest finding. */
  readonly groups: readonly FindingGroup[];
}

/** The application message of a delivery. */
export interface Message {
  readonly delivery: Delivery;
  /** Wall clock of its first PUBLISH, in milliseconds since 1970. */
  readonly at: number;
  readonly payload: Uint8Array;
}

/** A delivery with all of its packets that are still in the log, and its journey. */
export interface DeliveryDetail {
  readonly delivery: Delivery;
  readonly packets: readonly Packet[];
  readonly journey: Journey | null;
  /** Why it and the deliveries of its journey came out as they did: effective QoS, copies, waiting. */
  readonly explained: readonly Explanation[];
}

/** Sentences about one delivery. */
export interface Explanation {
  readonly delivery: number;
  readonly sentences: readonly Sentence[];
}

/** How far a file has been read, in bytes. */
export interface CaptureProgress {
  /** From 1 on, and at most `size`. */
  readonly read: number;
  readonly size: number;
}

/** A capture that has become a trace, as far as it has been read. */
export interface OpenedCapture {
  readonly counts: TraceCounts;
  /** Null once nothing more will be read of it. Until then it is a trace that grows. */
  readonly reading: CaptureProgress | null;
  /** What could not be read, and what was left out; known at the end. */
  readonly notes: readonly Sentence[];
}

/** What the host asks of a trace. */
export type TraceRequests = {
  readonly 'trace.counts': { readonly params: { readonly trace: number }; readonly result: TraceCounts };
  /** Newest first; `before` gives those older than that delivery. */
  readonly 'trace.deliveries': {
    readonly params: { readonly trace: number; readonly before: number | null; readonly limit: number };
    readonly result: Page<Delivery>;
  };
  /** Deliveries by place, filtered and in order. Rejects with filter.… where the expression is wrong. */
  readonly 'trace.rows': { readonly params: RowsWanted; readonly result: RowsPage };
  /** At most `limit` of topic by subscriber, those that disagree with the rule first, then the latest. */
  readonly 'trace.flows': {
    readonly params: { readonly trace: number; readonly limit: number };
    readonly result: Page<Flow>;
  };
  /** `from` and `to` in milliseconds since the trace began; null for the beginning of what the log holds, and the present. */
  readonly 'trace.rates': {
    readonly params: {
      readonly trace: number;
      readonly from: number | null;
      readonly to: number | null;
      /** 1 to 500. */
      readonly steps: number;
    };
    readonly result: Rates;
  };
  /**
   * Reads a capture into a trace of its own, and answers once its beginning is in that, and a small one once it is whole;
   * `captureChanged` tells of the rest. `ports` are TCP ports that carry MQTT besides those that are recognised; `keyLog`
   * is a file of TLS keys; `isComplete` says that every connection of its clients is in it. Rejects with capture.… where nothing can be read.
   */
  readonly 'trace.open': {
    readonly params: {
      readonly file: string;
      readonly ports: readonly number[];
      readonly keyLog: string | null;
      readonly isComplete?: boolean;
    };
    readonly result: OpenedCapture;
  };
  /**
   * A capture once it has been read to its end, or as far as that can be. Rejects with trace.unknownTrace where it is
   * closed before.
   */
  readonly 'trace.whole': { readonly params: { readonly trace: number }; readonly result: OpenedCapture };
  /** Forgets an opened capture, and reads no more of it. Without effect for one that is not open. */
  readonly 'trace.close': { readonly params: { readonly trace: number }; readonly result: void };
  /**
   * Writes what the filter leaves (empty: all) to a file, replacing it; of a capture that is being read once it is whole.
   * Rejects with filter.…, trace.exportFailed or trace.unknownTrace.
   */
  readonly 'trace.export': {
    readonly params: {
      readonly trace: number;
      readonly filter: string;
      readonly format: ExportFormat;
      readonly file: string;
    };
    readonly result: { readonly packets: number; readonly bytes: number };
  };
  /** Rejects with trace.deliveryGone. */
  readonly 'trace.delivery': {
    readonly params: { readonly trace: number; readonly delivery: number };
    readonly result: DeliveryDetail;
  };
  /** As trace.delivery, once it and every branch of its journey has ended or is queued, or after `milliseconds`. */
  readonly 'trace.settled': {
    readonly params: { readonly trace: number; readonly delivery: number; readonly milliseconds: number };
    readonly result: DeliveryDetail;
  };
  /** Rejects with trace.deliveryGone or trace.messageGone. */
  readonly 'trace.message': {
    readonly params: { readonly trace: number; readonly delivery: number };
    readonly result: Message;
  };
  /** Rejects with trace.packetGone. */
  readonly 'trace.packet': {
    readonly params: { readonly trace: number; readonly packet: number };
    readonly result: {
      readonly packet: Packet;
      readonly bytes: Uint8Array;
      /** The packet taken apart; what could be read of a malformed one. */
      readonly fields: readonly PacketField[];
    };
  };
  /** Sessions that have not ended, by client id. */
  readonly 'trace.sessions': { readonly params: { readonly trace: number }; readonly result: Page<Session> };
  /** Open deliveries with QoS 1 or 2, oldest first. */
  readonly 'trace.inFlight': {
    readonly params: { readonly trace: number; readonly limit: number };
    readonly result: Page<Delivery>;
  };
  /** Nine cells, by published then granted QoS. */
  readonly 'trace.matrix': { readonly params: { readonly trace: number }; readonly result: Page<MatrixCell> };
  /**
   * Newest first, of one kind or of all, about one delivery or about any; `before` gives those older than that finding.
   * Looks for stalled handshakes first, since only time shows them. The groups are those of the whole trace.
   */
  readonly 'trace.findings': {
    readonly params: {
      readonly trace: number;
      readonly kind: FindingKind | null;
      readonly before: number | null;
      readonly limit: number;
      /** Only those that name this delivery; without it, or with null, all. */
      readonly delivery?: number | null;
    };
    readonly result: FindingsPage;
  };
  /** Empties the trace; numbers go on. Sessions and what is in flight stay known. */
  readonly 'trace.clear': { readonly params: { readonly trace: number }; readonly result: TraceCounts };
  /** A paused trace records no rows; traffic goes on. */
  readonly 'trace.pause': {
    readonly params: { readonly trace: number; readonly paused: boolean };
    readonly result: TraceCounts;
  };
};
