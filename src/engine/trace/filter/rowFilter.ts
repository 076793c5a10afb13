/** An expression of the filter language, ready to be asked about the rows of one trace. */

import { parseFilter } from '../../../shared/filter/parser';
import type { DeliveryColumns } from '../deliveryColumns';
import type { PacketChunk } from '../packetChunk';
import { compile, fieldsOf, type RowKind, type RowTest } from './compile';
import { Subject, type FilterParts } from './subject';

/** Tests rows of one kind. Between `begin` and the last question of a pass the trace must not change. */
export class RowFilter {
  /** Whether it lets every row through. */
  readonly isEmpty: boolean;
  /** Whether what it says of a live delivery changes by time alone. */
  readonly seesTime: boolean;
  /** Whether what it says of a delivery rests on packets, which may leave the log before the delivery does. */
  readonly seesPackets: boolean;
  /** Whether it rests on the publisher's delivery, which may leave before those to subscribers do. */
  readonly seesPublishers: boolean;
  private readonly subject: Subject;
  private readonly test: RowTest;

  /** Throws filter.… where the expression is wrong. */
  constructor(expression: string, kind: RowKind, parts: FilterParts) {
    const filter = parseFilter(expression);
    const fields = [...fieldsOf(filter)];
    this.isEmpty = filter.kind === 'all';
    this.seesTime = fields.some(({ name }) => name === 'qos.waiting');
    this.seesPackets = fields.some(({ owner, type }) => owner === 'packet' || type === 'bytes');
    this.seesPublishers = fields.some(({ name, type }) => name === 'qos.publisher' || type === 'bytes');
    this.subject = new Subject(parts);
    this.test = compile(filter, kind);
  }

  /** Begins a pass over rows at `now` milliseconds since the trace began. */
  begin(now: number): void {
    this.subject.begin(now);
  }

  /** Whether the delivery in that row fits. */
  delivery(columns: DeliveryColumns, row: number, n: number): boolean {
    this.subject.columns = columns;
    this.subject.row = row;
    this.subject.delivery = n;
    return this.test(this.subject);
  }

  /** Whether the packet at that place of the chunk fits. */
  packet(packets: PacketChunk, place: number): boolean {
    this.subject.packets = packets;
    this.subject.place = place;
    return this.test(this.subject);
  }
}
