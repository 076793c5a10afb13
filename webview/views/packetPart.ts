/** The packets of the chosen delivery, and how many have left the log. */

import type { DeliveryDetail } from '../../src/shared/engineApi';
import { senderOf } from '../deliveryWords';
import { element, setText } from '../element';
import { counted, t } from '../l10n';
import { PacketTable } from '../packet/packetTable';
import { WORDS } from '../words';

/** A heading, a note and a table. */
export class PacketPart {
  readonly element: HTMLElement;
  private readonly gone = element('p', { class: 'faint' });
  private readonly frame = element('div', { class: 'packets-frame' });
  private table: PacketTable;

  constructor(private readonly choose: (packet: number) => void) {
    this.table = new PacketTable(choose);
    this.element = element(
      'div',
      { class: 'packets-part' },
      element('h3', {}, t(WORDS.packetsHeading)),
      this.gone,
      this.frame,
    );
    this.frame.append(this.table.element);
  }

  /** Another delivery is to be shown. */
  begin(): void {
    this.table = new PacketTable(this.choose);
    this.frame.replaceChildren(this.table.element);
  }

  /** Shows the packets of a delivery. */
  show({ delivery, packets }: DeliveryDetail): void {
    const gone = delivery.packets - packets.length;
    const none = delivery.packets === 0 ? t(WORDS.noPackets, { sender: senderOf(delivery) }) : '';
    setText(this.gone, gone > 0 ? counted(gone, WORDS.packetsGoneOne, WORDS.packetsGoneMany) : none);
    this.frame.hidden = packets.length === 0;
    this.table.show(delivery, packets);
  }

  /** Marks the packet that is chosen; null for none. */
  select(packet: number | null): void {
    this.table.select(packet);
  }
}
