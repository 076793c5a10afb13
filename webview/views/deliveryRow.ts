/** One delivery as a row of the list. */

import type { Delivery } from '../../src/shared/model';
import {
  hasEnded,
  legsText,
  plainSentence,
  protocolSentence,
  qosReason,
  qosText,
  routeOf,
  shortRouteOf,
  stateLook,
  viaText,
} from '../deliveryWords';
import { element, icon, iconClass, setAttribute, setText } from '../element';
import { counted, formatClock, t } from '../l10n';
import { rowOf, type Column } from '../lists/virtualList';
import { age, span } from '../quantities';
import type { Row, RowWindow } from '../rowWindow';
import { WORDS } from '../words';
import { LegsBar } from './legsBar';

/** The columns of the list of deliveries. */
export function deliveryColumns(): readonly Column[] {
  return [
    { title: t(WORDS.state), name: 'state', sortsBy: 'state' },
    { title: '', name: 'findings', hint: t(WORDS.findings) },
    { title: t(WORDS.qos), name: 'qos', sortsBy: 'qos' },
    { title: t(WORDS.topic), name: 'topic', sortsBy: 'topic' },
    { title: t(WORDS.route), name: 'route', sortsBy: 'client' },
    { title: t(WORDS.legs), name: 'legs', hint: t(WORDS.legsHint) },
    { title: t(WORDS.duration), name: 'ms', sortsBy: 'ms' },
    { title: t(WORDS.time), name: 'time', sortsBy: 'time' },
  ];
}

/** What a row needs beside its delivery. */
export interface RowTimes {
  /** Wall clock of the trace's beginning, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The trace's clock now. */
  readonly now: number;
  /** Asked where a row that was being read has come: whether there is time to write it in this frame. */
  readonly mayBegin: () => boolean;
}

/** Rows by their elements: a list knows these alone. */
const ROWS = new WeakMap<HTMLElement, DeliveryRow>();

/** An empty row, to be filled. */
export function createDeliveryRow(columns: readonly Column[]): HTMLElement {
  const row = new DeliveryRow(columns);
  ROWS.set(row.element, row);
  return row.element;
}

/** Writes the delivery at a place, or that it is being read, into a row that was created here. */
export function fillDeliveryRow(row: HTMLElement, place: number, rows: RowWindow, times: RowTimes): void {
  ROWS.get(row)?.show(rows.row(place), rows.isBranch(place), times);
}

/**
 * A row with what stands in it: what is the same as before is not written again. While a row is read, its cells keep
 * the words of the one before, out of sight, and a cell beside them says that it is read.
 */
class DeliveryRow {
  readonly element: HTMLElement;
  private readonly mark = element('span', { class: 'codicon', 'aria-hidden': 'true' });
  private readonly word = element('span');
  private readonly findings = element('span');
  private readonly qos = new Text();
  private readonly cut = element('span', { class: 'cut' });
  private readonly kept = element('span', { class: 'kept' });
  private readonly route = element('span', { class: 'whole' });
  private readonly legs = new LegsBar();
  private readonly ms = new Text();
  private readonly time = new Text();
  private shown: Row | null = null;
  private isBranch = false;

  constructor(columns: readonly Column[]) {
    const { mark, word, findings, qos, cut, kept, route, legs, ms, time } = this;
    this.element = rowOf(columns, [mark, word], [findings], [qos], [cut, kept], [route], [legs.element], [ms], [time]);
    const reading = element('span', { class: 'cell cell-reading', role: 'gridcell' }, t(WORDS.rowLoading));
    this.element.replaceChildren(element('span', { class: 'cells' }, ...this.element.children), reading);
  }

  show(row: Row, isBranch: boolean, { startedAt, now, mayBegin }: RowTimes): void {
    const isSame = row === this.shown && isBranch === this.isBranch;
    if (isSame && (row === 'unread' || hasEnded(row))) return; // nothing of it changes with time
    if (this.shown === 'unread' && row !== 'unread' && !mayBegin()) return;
    if (!isSame) this.begin(row, isBranch);
    if (row === 'unread') return; // its cells are not seen
    if (!isSame) this.showDelivery(row, startedAt);
    this.legs.show(row, now);
    setText(this.ms, durationText(row, now));
  }

  private begin(row: Row, isBranch: boolean): void {
    const isUnread = row === 'unread';
    if (isUnread !== (this.shown === 'unread')) this.element.classList.toggle('absent', isUnread);
    if (isBranch !== this.isBranch) this.element.classList.toggle('branch', isBranch);
    this.shown = row;
    this.isBranch = isBranch;
    setAttribute(this.element, 'title', null); // it is told where the mouse is
  }

  private showDelivery(delivery: Delivery, startedAt: number): void {
    this.showState(delivery);
    this.showFindings(delivery.findings);
    setText(this.qos, qosText(delivery));
    if (this.isBranch) this.showTopic(branchText(delivery), '');
    else this.showTopic(...cutBeforeLastLevel(delivery.topic));
    setText(this.route, routeOf(delivery));
    // Where there is little room the client alone is named, by the style sheet: the row's text stays the whole.
    setAttribute(this.route.parentElement ?? this.route, 'data-short', shortRouteOf(delivery));
    setText(this.time, formatClock(startedAt + delivery.start));
  }

  private showState(delivery: Delivery): void {
    const look = stateLook(delivery);
    setAttribute(this.mark, 'class', iconClass(look.icon, look.tone));
    setText(this.word, look.word);
  }

  /** Most deliveries have none: the mark is made for those that have. */
  private showFindings(n: number): void {
    if (n === 0 && this.findings.childElementCount === 0) return;
    this.findings.replaceChildren(...(n === 0 ? [] : [icon('warning', 'waiting'), String(n)]));
    const cell = this.findings.parentElement ?? this.findings;
    setAttribute(cell, 'aria-label', n === 0 ? null : counted(n, WORDS.findingsOne, WORDS.findingsMany));
  }

  private showTopic(cut: string, kept: string): void {
    setText(this.cut, cut);
    setText(this.kept, kept);
  }
}

/** A topic is cut before its last level, which tells most. */
function cutBeforeLastLevel(topic: string): readonly [cut: string, kept: string] {
  const end = Math.max(0, topic.lastIndexOf('/'));
  return [topic.slice(0, end), topic.slice(end)];
}

/** The whole story of a delivery, for a tooltip: nothing in it is cut. */
export function storyOfRow(delivery: Delivery): string {
  const lines = [
    delivery.topic,
    `${t(WORDS.qosLevel, { qos: qosText(delivery) })} · ${routeOf(delivery)}`,
    qosReason(delivery),
    viaText(delivery),
    `${stateLook(delivery).word}: ${protocolSentence(delivery)}`,
    plainSentence(delivery),
    legsText(delivery),
    delivery.findings === 0 ? null : counted(delivery.findings, WORDS.findingsOne, WORDS.findingsMany),
  ];
  return lines.filter((line) => line !== null).join('\n');
}

/** Below its publisher's delivery a branch says by which subscription it came. */
function branchText(delivery: Delivery): string {
  const { filter, grantedQos: granted } = delivery;
  if (filter === null) return delivery.topic;
  return granted === null ? t(WORDS.bySubscription, { filter }) : t(WORDS.byGranted, { filter, granted });
}

function durationText(delivery: Delivery, now: number): string {
  if (!hasEnded(delivery)) return age(now - delivery.start);
  return delivery.ms === null ? '–' : span(delivery.ms);
}
