/** The application message as a field: what a test says of its bytes. */

import { newPublishFields, readPublish } from '../../wire/publishFields';
import { TYPE } from '../../wire/packetFields';
import type { Subject } from './subject';

/** A test of messages. */
export interface PayloadTest {
  /** Whether the packet on which the subject stands, a whole PUBLISH, has to be looked at: it is false where none can fit. */
  mayFit(subject: Subject): boolean;
  /** Whether the message fits. */
  fits(payload: Uint8Array): boolean;
}

const fields = newPublishFields();

/** Whether the message of the subject's packet fits; false where it is no PUBLISH, or not whole in the log. */
export function packetFits(test: PayloadTest): (subject: Subject) => boolean {
  return (subject) => isMessage(subject) && test.mayFit(subject) && test.fits(payloadOf(subject));
}

/** Whether the message of the subject's delivery fits; one that is queued has no packet yet: its publisher's has the same. */
export function deliveryFits(test: PayloadTest): (subject: Subject) => boolean {
  const ofPacket = packetFits(test);
  return (subject) => (subject.anyPacket(isMessage) ? ofPacket(subject) : originFits(subject, test));
}

function originFits({ columns, row, parts }: Subject, test: PayloadTest): boolean {
  const origin = parts.journeys.origin(columns.journey[row] ?? 0);
  if (origin === 0 || !parts.store.find(origin)) return false;
  const payload = parts.packetRows.payload(parts.store.columns.lastPacket[parts.store.row] ?? 0);
  return payload !== null && test.fits(payload);
}

/** A PUBLISH that is whole in the log. */
function isMessage({ packets, place }: Subject): boolean {
  if (packets.first(place) >> 4 !== TYPE.PUBLISH || packets.hasError(place)) return false;
  return packets.end(place) - packets.start(place) >= packets.length(place);
}

/** The message, as a view. */
function payloadOf({ packets, place, parts }: Subject): Uint8Array {
  const bytes = packets.rawBytes(place);
  const version = parts.wires.get(packets.wire(place))?.version ?? 4;
  const { payloadStart, payloadEnd } = readPublish(bytes, version, fields);
  return bytes.subarray(payloadStart, payloadEnd);
}
