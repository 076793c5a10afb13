/** CONNECT and CONNACK, taken apart (3.1, 3.2). */

import type { ProtocolVersion } from '../../shared/model';
import { reasonText } from '../../shared/reasonCodes';
import type { Bits, FieldList } from './fieldList';
import { takeProperties } from './propertyFields';
import { hiddenText, payloadText, returnCodeText, secondsText } from './values';

const WILL = 0x04;
const PASSWORD = 0x40;
const USER_NAME = 0x80;

/** CONNECT says its version itself. */
export function takeConnect(list: FieldList): void {
  let flags = 0;
  let isVersion5 = false;
  list.group('Variable Header', (header) => {
    header.string('Protocol Name');
    // Bridges of mosquitto set the highest bit.
    isVersion5 = ((header.bytes[header.offset] ?? 0) & 0x7f) === 5;
    header.byte(isVersion5 ? 'Protocol Version' : 'Protocol Level');
    flags = header.flags('Connect Flags', (byte) => connectFlags(byte, isVersion5));
    header.uint16('Keep Alive', secondsText);
    if (isVersion5) takeProperties(header);
  });
  list.group('Payload', (payload) => takeConnectPayload(payload, flags, isVersion5));
}

function takeConnectPayload(payload: FieldList, flags: number, isVersion5: boolean): void {
  payload.string('Client Identifier');
  if ((flags & WILL) !== 0) {
    if (isVersion5) takeProperties(payload, 'Will Properties');
    payload.string('Will Topic');
    payload.binary(isVersion5 ? 'Will Payload' : 'Will Message', payloadText);
  }
  if ((flags & USER_NAME) !== 0) payload.string('User Name');
  if ((flags & PASSWORD) !== 0) payload.binary('Password', hiddenText);
}

function connectFlags(byte: number, isVersion5: boolean): readonly Bits[] {
  return [
    ['User Name Flag', bit(byte, 7)],
    ['Password Flag', bit(byte, 6)],
    ['Will Retain', bit(byte, 5)],
    ['Will QoS', String((byte >> 3) & 3)],
    ['Will Flag', bit(byte, 2)],
    [isVersion5 ? 'Clean Start' : 'Clean Session', bit(byte, 1)],
    ['Reserved', bit(byte, 0)],
  ];
}

/** CONNACK; a refusal by a broker of an older version has no properties. */
export function takeConnack(list: FieldList, version: ProtocolVersion): void {
  list.group('Variable Header', (header) => {
    header.flags('Connect Acknowledge Flags', (byte) => [
      ['Reserved', (byte >> 1).toString(2).padStart(7, '0')],
      ['Session Present', bit(byte, 0)],
    ]);
    if (version === 5) header.byte('Connect Reason Code', reasonText);
    else header.byte('Connect Return code', returnCodeText);
    if (version === 5 && header.more) takeProperties(header);
  });
}

function bit(byte: number, place: number): string {
  return String((byte >> place) & 1);
}
