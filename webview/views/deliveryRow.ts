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
import { element, icon, setAttribute, setText } from '../element';
import { counted, formatClock, t } from '../l10n';
import { rowOf, type Column } from '../lists/virtualList';
import { age, span } from '../quantities';
import type { RowWindow } from '../rowWindow';
import { WORDS } from '../words';
import { createLegsBar, fillLegsBar } from './legsBar';

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

/** An empty row, to be filled. */
export function createDeliveryRow(columns: readonly Column[]): HTMLElement {
  const mark = element('span', { class: 'codicon', 'aria-hidden': 'true' });
  const findings = [icon('warning', 'waiting'), element('span')];
  const topic = [element('span', { class: 'cut' }), element('span', { class: 'kept' })];
  const route = [element('span', { class: 'whole' }), element('span', { class: 'short', 'aria-hidden': 'true' })];
  return rowOf(columns, [mark, element('span')], findings, [], topic, route, [createLegsBar()]);
}

/** What a row needs beside its delivery. */
export interface RowTimes {
  /** Wall clock of the trace's beginning, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The trace's clock now. */
  readonly now: number;
}

/** Writes the delivery at a place, or that it is being read, into a row. */
export function fillDeliveryRow(row: HTMLElement, place: number, rows: RowWindow, times: RowTimes): void {
  const known = rows.row(place);
  const [state, findings, qos, topic, route, legs, ms, time] = row.children;
  if (!state || !findings || !qos || !topic || !route || !legs || !ms || !time) return;
  const isUnread = known === 'unread';
  row.classList.toggle('absent', isUnread);
  row.classList.toggle('branch', rows.isBranch(place));
  setAttribute(row, 'title', null); // it is told where the mouse is
  fillState(state, isUnread ? null : known);
  fillFindings(findings, isUnread ? 0 : known.findings);
  fillLegsBar(legs.firstElementChild, isUnread ? null : known, times.now);
  if (isUnread) {
    fillTopic(topic, t(WORDS.rowLoading), false);
    fillRoute(route, null);
    for (const cell of [qos, ms, time]) setText(cell, '');
    return;
  }
  setText(qos, qosText(known));
  fillTopic(topic, rows.isBranch(place) ? branchText(known) : known.topic, !rows.isBranch(place));
  fillRoute(route, known);
  setText(ms, durationText(known, times.now));
  setText(time, formatClock(times.startedAt + known.start));
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

/** A topic is cut before its last level, which tells most; `isTopic` is false for words. */
function fillTopic(cell: Element, text: string, isTopic: boolean): void {
  const [cut, kept] = cell.children;
  if (cut === undefined || kept === undefined) return;
  const end = isTopic ? Math.max(0, text.lastIndexOf('/')) : text.length;
  setText(cut, text.slice(0, end));
  setText(kept, text.slice(end));
}

/**
 * Where there is little room the client alone is named: each delivery has the broker at its other end. The style sheet
 * writes it, so that the row's text stays the whole.
 */
function fillRoute(cell: Element, delivery: Delivery | null): void {
  const [whole, short] = cell.children;
  if (whole === undefined || short === undefined) return;
  setText(whole, delivery === null ? '' : routeOf(delivery));
  setAttribute(short, 'data-text', delivery === null ? '' : shortRouteOf(delivery));
}

function fillState(cell: Element, delivery: Delivery | null): void {
  const [mark, word] = cell.children;
  if (mark === undefined || word === undefined) return;
  const look = delivery === null ? null : stateLook(delivery);
  setAttribute(mark, 'class', look === null ? 'codicon' : icon(look.icon, look.tone).className);
  setText(word, look?.word ?? '');
}

function fillFindings(cell: Element, n: number): void {
  const [mark, count] = cell.children;
  if (mark === undefined || count === undefined) return;
  (mark as HTMLElement).hidden = n === 0;
  setText(count, n === 0 ? '' : String(n));
  setAttribute(cell, 'aria-label', n === 0 ? null : counted(n, WORDS.findingsOne, WORDS.findingsMany));
}

function durationText(delivery: Delivery, now: number): string {
  if (!hasEnded(delivery)) return age(now - delivery.start);
  return delivery.ms === null ? '–' : span(delivery.ms);
}
