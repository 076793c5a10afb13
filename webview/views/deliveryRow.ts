/** One delivery as a row of the list. */

import type { Delivery } from '../../src/shared/model';
import type { Row } from '../deliveryWindow';
import { protocolSentence, qosReason, qosText, routeOf, stateLook } from '../deliveryWords';
import { element, icon, setAttribute, setText, type Tone } from '../element';
import { formatClock, t } from '../l10n';
import type { Column } from '../lists/virtualList';
import { rowOf } from '../lists/virtualList';
import { age, span } from '../quantities';
import { WORDS } from '../words';

/** The columns of the list of deliveries. */
export function deliveryColumns(): readonly Column[] {
  return [
    { title: t(WORDS.state), name: 'state' },
    { title: t(WORDS.qos), name: 'qos' },
    { title: t(WORDS.topic), name: 'topic' },
    { title: t(WORDS.route), name: 'route' },
    { title: t(WORDS.duration), name: 'ms' },
    { title: t(WORDS.time), name: 'time' },
  ];
}

/** An empty row, to be filled. */
export function createDeliveryRow(columns: readonly Column[]): HTMLElement {
  return rowOf(columns, [element('span', { class: 'codicon', 'aria-hidden': 'true' }), element('span')]);
}

/** What a row needs beside its delivery. */
export interface RowTimes {
  /** Wall clock of the trace's beginning, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The trace's clock now. */
  readonly now: number;
}

/** Writes a delivery, or what is known in its place, into a row. */
export function fillDeliveryRow(row: HTMLElement, n: number, known: Row, times: RowTimes): void {
  const [state, qos, topic, route, ms, time] = row.children;
  if (!state || !qos || !topic || !route || !ms || !time) return;
  row.classList.toggle('absent', typeof known === 'string');
  if (typeof known === 'string') {
    fillState(state, null);
    setAttribute(row, 'title', null);
    setText(topic, t(known === 'gone' ? WORDS.rowGone : WORDS.rowLoading, { n }));
    for (const cell of [qos, route, ms, time]) setText(cell, '');
    return;
  }
  fillState(state, known);
  setCell(qos, qosText(known), qosReason(known));
  setCell(topic, known.topic, known.topic);
  setCell(route, routeOf(known), routeOf(known));
  setCell(ms, durationText(known, times.now), null);
  setCell(time, formatClock(times.startedAt + known.start), null);
}

function fillState(cell: Element, delivery: Delivery | null): void {
  const [mark, word] = cell.children;
  if (mark === undefined || word === undefined) return;
  if (delivery === null) {
    setAttribute(mark, 'class', 'codicon');
    setText(word, '');
    return;
  }
  const look = stateLook(delivery);
  setAttribute(mark, 'class', iconClass(look.icon, look.tone));
  setText(word, look.word);
  setAttribute(cell, 'title', protocolSentence(delivery));
}

function iconClass(name: string, tone: Tone): string {
  return icon(name, tone).className;
}

function setCell(cell: Element, text: string, title: string | null): void {
  setText(cell, text);
  setAttribute(cell, 'title', title);
}

function durationText(delivery: Delivery, now: number): string {
  if (delivery.state === 'open' || delivery.state === 'queued') return age(now - delivery.start);
  return delivery.ms === null ? '–' : span(delivery.ms);
}
