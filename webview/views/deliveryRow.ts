/** One delivery as a row of the list. */

import type { Delivery } from '../../src/shared/model';
import { plainSentence, protocolSentence, qosReason, qosText, routeOf, stateLook } from '../deliveryWords';
import { element, icon, setAttribute, setText, type Tone } from '../element';
import { formatClock, t } from '../l10n';
import type { Column } from '../lists/virtualList';
import { rowOf } from '../lists/virtualList';
import { age, span } from '../quantities';
import type { RowWindow } from '../rowWindow';
import { WORDS } from '../words';

/** The columns of the list of deliveries. */
export function deliveryColumns(): readonly Column[] {
  return [
    { title: t(WORDS.state), name: 'state', sortsBy: 'state' },
    { title: t(WORDS.qos), name: 'qos', sortsBy: 'qos' },
    { title: t(WORDS.topic), name: 'topic', sortsBy: 'topic' },
    { title: t(WORDS.route), name: 'route', sortsBy: 'client' },
    { title: t(WORDS.duration), name: 'ms', sortsBy: 'ms' },
    { title: t(WORDS.time), name: 'time', sortsBy: 'time' },
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

/** Writes the delivery at a place, or that it is being read, into a row. */
export function fillDeliveryRow(row: HTMLElement, place: number, rows: RowWindow, times: RowTimes): void {
  const known = rows.row(place);
  const [state, qos, topic, route, ms, time] = row.children;
  if (!state || !qos || !topic || !route || !ms || !time) return;
  row.classList.toggle('absent', known === 'unread');
  setAttribute(row, 'title', null); // it is told where the mouse is
  if (known === 'unread') {
    fillState(state, null);
    setText(topic, t(WORDS.rowLoading));
    for (const cell of [qos, route, ms, time]) setText(cell, '');
    return;
  }
  fillState(state, known);
  setText(qos, qosText(known));
  setText(topic, known.topic);
  setText(route, routeOf(known));
  setText(ms, durationText(known, times.now));
  setText(time, formatClock(times.startedAt + known.start));
}

/** The whole story of a delivery, for a tooltip: nothing in it is cut. */
export function storyOfRow(delivery: Delivery): string {
  const lines = [
    delivery.topic,
    `${t(WORDS.qosLevel, { qos: qosText(delivery) })} · ${routeOf(delivery)}`,
    qosReason(delivery),
    `${stateLook(delivery).word}: ${protocolSentence(delivery)}`,
    plainSentence(delivery),
  ];
  return lines.filter((line) => line !== null).join('\n');
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
}

function iconClass(name: string, tone: Tone): string {
  return icon(name, tone).className;
}

function durationText(delivery: Delivery, now: number): string {
  if (delivery.state === 'open' || delivery.state === 'queued') return age(now - delivery.start);
  return delivery.ms === null ? '–' : span(delivery.ms);
}
