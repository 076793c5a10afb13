/** The packets of one delivery as a table of the toolkit's: direction, type, identifier, flags, reason, bytes, time. */

import type { Delivery, Packet } from '../../src/shared/model';
import { reasonText } from '../../src/shared/reasonCodes';
import { brokerName, clientName } from '../deliveryWords';
import { component, setText } from '../element';
import { formatNumber, t, translate } from '../l10n';
import { sinceFirst } from '../quantities';
import { WORDS } from '../words';

const WIDTHS = '60px minmax(100px, 2fr) 80px 54px minmax(80px, 1.4fr) minmax(64px, 1.2fr) 56px';

/** Numbers of the columns, as the grid counts them. */
const COLUMNS = [1, 2, 3, 4, 5, 6, 7];

/** A table that grows with its delivery; rows that are there keep their nodes. */
export class PacketTable {
  readonly element = component('vscode-data-grid', {
    class: 'packets',
    'generate-header': 'none',
    'grid-template-columns': WIDTHS,
    'aria-label': t(WORDS.packetsHeading),
  });
  private readonly rows = new Map<number, readonly HTMLElement[]>();

  /** `choose` hears of the packet of a row that was clicked, or entered by the keyboard. */
  constructor(private readonly choose: (packet: number) => void) {
    this.element.append(headerRow());
    this.element.addEventListener('click', (event) => this.chosen(event));
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.chosen(event);
    });
  }

  /** Marks the packet that is chosen; null for none. */
  select(packet: number | null): void {
    for (const row of this.element.querySelectorAll<HTMLElement>('[data-packet]')) {
      row.classList.toggle('at', row.dataset.packet === String(packet));
    }
  }

  /** Shows the packets of a delivery. */
  show(delivery: Delivery, packets: readonly Packet[]): void {
    const start = packets[0]?.time ?? 0;
    for (const packet of packets) {
      const cells = this.rows.get(packet.n) ?? this.addRow(packet.n);
      texts(delivery, packet, start).forEach((text, i) => {
        const cell = cells[i];
        if (cell !== undefined) setText(cell, text);
      });
    }
  }

  private addRow(n: number): readonly HTMLElement[] {
    const cells = COLUMNS.map((column) => component('vscode-data-grid-cell', { 'grid-column': column }));
    this.element.append(component('vscode-data-grid-row', { 'data-packet': n }, ...cells));
    this.rows.set(n, cells);
    return cells;
  }

  private chosen(event: Event): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-packet]') : null;
    if (row !== null) this.choose(Number(row.dataset.packet));
  }
}

function headerRow(): HTMLElement {
  const titles = [WORDS.since, WORDS.direction, WORDS.packet, WORDS.id, WORDS.flags, WORDS.reason, WORDS.bytes];
  return component(
    'vscode-data-grid-row',
    { 'row-type': 'header' },
    ...titles.map((title, i) =>
      component('vscode-data-grid-cell', { 'cell-type': 'columnheader', 'grid-column': i + 1 }, t(title)),
    ),
  );
}

function texts(delivery: Delivery, packet: Packet, start: number): readonly string[] {
  const [client, broker] = [clientName(delivery.client), brokerName(delivery)];
  const [from, to] = packet.from === 'client' ? [client, broker] : [broker, client];
  return [
    sinceFirst(packet.time - start),
    t(WORDS.toDirection, { from, to }),
    packet.type,
    packet.packetId === null ? '–' : String(packet.packetId),
    flags(packet),
    packet.reason === null ? '–' : reasonText(packet.reason, translate),
    formatNumber(packet.length),
  ];
}

function flags(packet: Packet): string {
  if (packet.type !== 'PUBLISH') return '–';
  const set = [t(WORDS.qosLevel, { qos: packet.qos })];
  if (packet.dup) set.push(t(WORDS.dup));
  if (packet.retain) set.push(t(WORDS.retain));
  return set.join(' ');
}
