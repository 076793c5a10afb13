/** What a connection carries, by the first bytes that an end sends. */

import { variableByteIntegerEnd } from '../../wire/variableByteInteger';

/** "unknown" may turn into something with more bytes; "other" will not. */
export type Protocol = 'mqtt' | 'tls' | 'http' | 'unknown' | 'other';

/** CONNECT (3.1): the protocol name behind the fixed header; "MQIsdp" is MQTT 3.1's. */
const NAMES = ['\0\x04MQTT', '\0\x06MQIsdp'];

/** A request that may become a WebSocket. */
const GET = 'GET ';

/** The record types of TLS, and the major version that all of it has (RFC 8446, 5.1). No packet of MQTT begins so. */
const FIRST_TLS_RECORD = 0x14;
const LAST_TLS_RECORD = 0x17;
const TLS_MAJOR = 3;

/** Looks at the first bytes of one end. */
export function protocolOf(start: Uint8Array): Protocol {
  if (start.length === 0) return 'unknown';
  const [first = 0, second] = start;
  if (first === 0x10) return connect(start);
  if (first >= FIRST_TLS_RECORD && first <= LAST_TLS_RECORD) {
    return second === undefined ? 'unknown' : second === TLS_MAJOR ? 'tls' : 'other';
  }
  return matches(start, 0, GET, 'http');
}

function connect(start: Uint8Array): Protocol {
  const body = variableByteIntegerEnd(start, 1, start.length);
  if (body < 0) return start.length < 5 ? 'unknown' : 'other';
  const [first, second] = NAMES.map((name) => matches(start, body, name, 'mqtt'));
  return first === 'other' ? (second ?? 'other') : (first ?? 'other');
}

function matches(start: Uint8Array, offset: number, text: string, protocol: Protocol): Protocol {
  for (let i = 0; i < text.length; i++) {
    if (offset + i >= start.length) return 'unknown';
    if (start[offset + i] !== text.charCodeAt(i)) return 'other';
  }
  return protocol;
}
