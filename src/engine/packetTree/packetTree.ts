/** A control packet taken apart: every byte of it in a field with the name that the standard gives it. */

import type { PacketField, PacketType, ProtocolVersion } from '../../shared/model';
import { packetType, TYPE } from '../wire/packetFields';
import { LONGEST_FIXED_HEADER, variableByteInteger, variableByteIntegerEnd } from '../wire/variableByteInteger';
import { takeConnack, takeConnect } from './connectFields';
import { FieldList, type Bits } from './fieldList';
import { takeAcknowledgement, takeAuth, takeDisconnect, takePublish } from './messageFields';
import { takeSuback, takeSubscribe, takeUnsuback, takeUnsubscribe } from './subscribeFields';

/**
 * The fields of a packet on a connection of that version. They lie side by side, and so do the children of each within
 * it; those of a single byte are its bits and share it. Any bytes will do, and nothing is thrown: what cannot be read is
 * in a field "Malformed", or "Incomplete" where the packet is longer than `bytes`.
 */
export function packetTree(bytes: Uint8Array, version: ProtocolVersion): readonly PacketField[] {
  if (bytes.length === 0) return [];
  const body = variableByteIntegerEnd(bytes, 1, bytes.length);
  const isIncomplete =
    body < 0 ? bytes.length < LONGEST_FIXED_HEADER : body + variableByteInteger(bytes, 1, body) > bytes.length;
  const list = new FieldList(bytes, 0, bytes.length, isIncomplete ? 'Incomplete' : 'Malformed');
  const first = bytes[0] ?? 0;
  list.group('Fixed Header', (header) => {
    header.flags('Packet Type and Flags', (byte) => firstByte(byte, version));
    header.variableByteInteger('Remaining Length');
  });
  if (body >= 0) BODIES[packetType(first)](list, version, first);
  list.close();
  return list.fields;
}

type Take = (list: FieldList, version: ProtocolVersion, first: number) => void;

const acknowledgement: Take = (list, version, first) => takeAcknowledgement(list, version, packetType(first));
const nothing: Take = () => undefined;

/** What stands behind the fixed header of each type. */
const BODIES: Readonly<Record<PacketType, Take>> = {
  RESERVED: nothing,
  CONNECT: takeConnect,
  CONNACK: takeConnack,
  PUBLISH: takePublish,
  PUBACK: acknowledgement,
  PUBREC: acknowledgement,
  PUBREL: acknowledgement,
  PUBCOMP: acknowledgement,
  SUBSCRIBE: takeSubscribe,
  SUBACK: takeSuback,
  UNSUBSCRIBE: takeUnsubscribe,
  UNSUBACK: takeUnsuback,
  PINGREQ: nothing,
  PINGRESP: nothing,
  DISCONNECT: takeDisconnect,
  AUTH: takeAuth,
};

/** MQTT 3.1 gives the flags of PUBLISH to each packet that has an answer (3.1, 2.1). */
function firstByte(byte: number, version: ProtocolVersion): readonly Bits[] {
  const type = byte >> 4;
  const name: Bits = ['MQTT Control Packet type', `${packetType(byte)} (${type})`];
  const isAnswered = type === TYPE.PUBREL || type === TYPE.SUBSCRIBE || type === TYPE.UNSUBSCRIBE;
  if (type !== TYPE.PUBLISH && !(version === 3 && isAnswered)) {
    return [name, ['Reserved', (byte & 15).toString(2).padStart(4, '0')]];
  }
  return [
    name,
    ['DUP flag', String((byte >> 3) & 1)],
    ['QoS level', String((byte >> 1) & 3)],
    ['RETAIN', String(byte & 1)],
  ];
}
