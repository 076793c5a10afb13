/** The version that a packet speaks, for connections whose CONNECT is not known. */

import type { ProtocolVersion } from '../../shared/model';
import { readConnect } from './connectFields';
import { TYPE } from './packetFields';
import { newPublishFields, readPublish } from './publishFields';
import { readSubscribe } from './subscribeFields';
import { variableByteIntegerEnd } from './variableByteInteger';

/**
 * The version that a whole packet can only have, or most probably has; null where it looks alike in both. Only MQTT 5
 * has reasons in acknowledgements and DISCONNECT, and properties; a payload of earlier versions hardly begins with NUL.
 */
export function versionOf(bytes: Uint8Array): ProtocolVersion | null {
  const type = (bytes[0] ?? 0) >> 4;
  const body = variableByteIntegerEnd(bytes, 1, bytes.length);
  const length = bytes.length - body;
  if (body < 0) return null;
  if (type === TYPE.CONNECT) return readConnect(bytes).fields?.version ?? null;
  if (type === TYPE.CONNACK) return length > 2 ? 5 : 4;
  if (type === TYPE.PUBLISH) return versionOfPublish(bytes);
  if (type >= TYPE.PUBACK && type <= TYPE.PUBCOMP) return length > 2 ? 5 : null;
  if (type === TYPE.SUBSCRIBE) return readSubscribe(bytes, 4).fault === null ? 4 : 5;
  // 3.9.2: a SUBACK of MQTT 5 has a property length before its reasons, so that one of three bytes has no room for both.
  if (type === TYPE.SUBACK) return length === 3 ? 4 : null;
  if (type === TYPE.UNSUBACK) return length > 2 ? 5 : 4;
  if (type === TYPE.AUTH) return 5;
  return type === TYPE.DISCONNECT && length > 0 ? 5 : null;
}

function versionOfPublish(bytes: Uint8Array): ProtocolVersion | null {
  const { payloadStart } = readPublish(bytes, 4, fields);
  if (fields.fault !== null) return null;
  // 3.3.2.3.1: a PUBLISH of MQTT 5 always has a property length.
  if (payloadStart === bytes.length) return 4;
  if (bytes[payloadStart] === 0) return 5;
  return null;
}

const fields = newPublishFields();
