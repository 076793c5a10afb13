/** SUBSCRIBE, UNSUBSCRIBE and their answers, taken apart (3.8 to 3.11). */

import type { ProtocolVersion } from '../../shared/model';
import { reasonText } from '../../shared/reasonCodes';
import type { Bits, FieldList } from './fieldList';
import { takeProperties } from './propertyFields';
import { grantedText, returnedText } from './values';

/** SUBSCRIBE: filters, each with its options. */
export function takeSubscribe(list: FieldList, version: ProtocolVersion): void {
  takeHeader(list, version);
  list.group('Payload', (payload) => {
    while (payload.more) {
      payload.string('Topic Filter');
      if (version === 5) payload.flags('Subscription Options', subscriptionOptions);
      else payload.flags('Requested QoS', requestedQos);
    }
  });
}

/** UNSUBSCRIBE: filters. */
export function takeUnsubscribe(list: FieldList, version: ProtocolVersion): void {
  takeHeader(list, version);
  list.group('Payload', (payload) => {
    while (payload.more) payload.string('Topic Filter');
  });
}

/** SUBACK: a code for each filter. */
export function takeSuback(list: FieldList, version: ProtocolVersion): void {
  takeHeader(list, version);
  list.group('Payload', (payload) => {
    while (payload.more) {
      if (version === 5) payload.byte('Reason Code', grantedText);
      else payload.byte('Return Code', returnedText);
    }
  });
}

/** UNSUBACK: a code for each filter; before MQTT 5 none. */
export function takeUnsuback(list: FieldList, version: ProtocolVersion): void {
  takeHeader(list, version);
  if (version !== 5) return;
  list.group('Payload', (payload) => {
    while (payload.more) payload.byte('Reason Code', reasonText);
  });
}

function takeHeader(list: FieldList, version: ProtocolVersion): void {
  list.group('Variable Header', (header) => {
    header.uint16('Packet Identifier');
    if (version === 5) takeProperties(header);
  });
}

/** 3.8.3.1 */
function subscriptionOptions(byte: number): readonly Bits[] {
  return [
    ['Reserved', bits(byte >> 6, 2)],
    ['Retain Handling', String((byte >> 4) & 3)],
    ['Retain As Published', String((byte >> 3) & 1)],
    ['No Local', String((byte >> 2) & 1)],
    ['Maximum QoS', String(byte & 3)],
  ];
}

/** 3.1.1: 3.8.3 */
function requestedQos(byte: number): readonly Bits[] {
  return [
    ['Reserved', bits(byte >> 2, 6)],
    ['QoS', String(byte & 3)],
  ];
}

function bits(value: number, count: number): string {
  return value.toString(2).padStart(count, '0');
}
