/** The application message as a field: what a test says of its bytes. */

import { newPublishFields, readPublish } from '../../wire/publishFields';
import { TYPE } from '../../wire/packetFields';
import type { Subject } from './subject';

/** Whether bytes fit. */
export type BytesTest = (bytes: Uint8Array) => boolean;

const fields = newPublishFields();

/** The message of the subject's packet, as a view; null where it is no PUBLISH, or not whole in the log. */
export function packetPayload({ packets, place, parts }: Subject): Uint8Array | null {
  if (packets.first(place) >> 4 !== TYPE.PUBLISH || packets.hasError(place)) return null;
  const bytes = packets.rawBytes(place);
  if (bytes.length < packets.length(place)) return null;
  const version = parts.wires.get(packets.wire(place))?.version ?? 4;
  const { payloadStart, payloadEnd } = readPublish(bytes, version, fields);
  return bytes.subarray(payloadStart, payloadEnd);
}

/** The message of the subject's delivery, as a view; one that is queued has no packet yet: its publisher's has the same. */
export function deliveryPayload(subject: Subject): Uint8Array | null {
  const { columns, row, parts } = subject;
  let payload: Uint8Array | null = null;
  const isFound = subject.anyPacket(() => (payload = packetPayload(subject)) !== null);
  if (isFound) return payload;
  const origin = parts.journeys.origin(columns.journey[row] ?? 0);
  if (origin === 0 || !parts.store.find(origin)) return null;
  return parts.packetRows.payload(parts.store.columns.lastPacket[parts.store.row] ?? 0);
}
