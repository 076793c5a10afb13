/** PUBLISH, its acknowledgements, DISCONNECT and AUTH, taken apart (3.3 to 3.7, 3.14, 3.15). */

import type { PacketType, ProtocolVersion } from '../../shared/model';
import { reasonText } from '../../shared/reasonCodes';
import type { FieldList } from './fieldList';
import { takeProperties } from './propertyFields';
import { disconnectText, payloadText } from './values';

/** PUBLISH; `first` is its first byte. */
export function takePublish(list: FieldList, version: ProtocolVersion, first: number): void {
  list.group('Variable Header', (header) => {
    header.string('Topic Name');
    // 3.3.2.2: only with QoS 1 and 2; both bits are a fault, and nobody knows what follows.
    if ((first & 6) === 6) header.fail('QoS level');
    else if ((first & 6) !== 0) header.uint16('Packet Identifier');
    if (version === 5) takeProperties(header);
  });
  list.rest('Payload', payloadText);
}

/** PUBACK, PUBREC, PUBREL, PUBCOMP: MQTT 5 may leave out the reason, and the properties behind it (3.4.2.1, 3.4.2.2.1). */
export function takeAcknowledgement(list: FieldList, version: ProtocolVersion, type: PacketType): void {
  list.group('Variable Header', (header) => {
    header.uint16('Packet Identifier');
    if (version === 5) takeReason(header, `${type} Reason Code`, reasonText);
  });
}

/** DISCONNECT, empty before MQTT 5. */
export function takeDisconnect(list: FieldList, version: ProtocolVersion): void {
  if (version !== 5) return;
  list.group('Variable Header', (header) => takeReason(header, 'Disconnect Reason Code', disconnectText));
}

/** AUTH, of MQTT 5 only. */
export function takeAuth(list: FieldList, version: ProtocolVersion): void {
  if (version !== 5) return;
  list.group('Variable Header', (header) => takeReason(header, 'Authenticate Reason Code', reasonText));
}

function takeReason(header: FieldList, name: string, value: (code: number) => string): void {
  if (header.more) header.byte(name, value);
  if (header.more) takeProperties(header);
}
