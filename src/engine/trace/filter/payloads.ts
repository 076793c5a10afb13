/** The application message as a field: what a test says of its bytes. */

import { newPublishFields, readPublish } from '../../wire/publishFields';
import { TYPE } from '../../wire/packetFields';
import type { Subject } from './subject';

/** Whether bytes fit. */
export type BytesTest = (bytes: Uint8Array) => boolean;

const fields = newPublishFields();

/** The message of the subject's packet, as a view; null where it is no PUBLISH, or not whole in the log. */
export function packetPayload({ packet, packetNumber, parts }: Subject): Uint8Array | null {
  if (packet.first >> 4 !== TYPE.PUBLISH || packet.error !== null) return null;
  const bytes = parts.log.rawBytes(packetNumber);
  if (bytes === null || bytes.length < parts.log.length(packetNumber)) return null;
  const { payloadStart, payloadEnd } = readPublish(bytes, parts.wires.get(packet.wire)?.version ?? 4, fields);
  return bytes.subarray(payloadStart, payloadEnd);
}

/** The message of the subject's delivery, as a view; one that is queued has no packet yet: its publisher's has the same. */
export function deliveryPayload({ columns, row, parts }: Subject): Uint8Array | null {
  const own = parts.packetRows.payload(columns.lastPacket[row] ?? 0);
  if (own !== null) return own;
  const origin = parts.journeys.origin(columns.journey[row] ?? 0);
  if (origin === 0 || !parts.store.find(origin)) return null;
  return parts.packetRows.payload(parts.store.columns.lastPacket[parts.store.row] ?? 0);
}
