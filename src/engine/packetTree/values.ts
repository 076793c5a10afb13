/** Values of packet fields as text. */

import { REASON_NAMES, RETURN_CODE_NAMES, reasonHex, reasonText } from '../../shared/reasonCodes';

/** Most characters of a text, and most bytes of binary data, that a value shows. */
const LONGEST_TEXT = 1024;
const LONGEST_BINARY = 32;
const LONGEST_PREVIEW = 256;

const NOT_TEXT = /[\p{Cc}\uFFFD]/u;
const LAYOUT = /[\t\n\r]/g;

/** A text as it is, its end left out where it is long. */
export function shownText(text: string, longest = LONGEST_TEXT): string {
  if (text.length <= longest) return text;
  // Not within a surrogate pair.
  const end = (text.codePointAt(longest - 1) ?? 0) > 0xffff ? longest - 1 : longest;
  return `${text.slice(0, end)}…`;
}

/** Bytes in hexadecimal, those behind the first 32 as their number. */
export function binaryText(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, LONGEST_BINARY), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > LONGEST_BINARY ? `${digits} … (${bytes.length} bytes)` : digits;
}

/** An application message: its beginning as text where it is some, else in hexadecimal. */
export function payloadText(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 4 * LONGEST_PREVIEW);
  const isCut = start.length < bytes.length;
  // A stream keeps a character back that the cut has left without its end.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(start, { stream: isCut });
  if (NOT_TEXT.test(text.replace(LAYOUT, ''))) return binaryText(bytes);
  const shown = shownText(text, LONGEST_PREVIEW);
  return isCut || shown !== text ? `${shown.replace(/…$/, '')}… (${bytes.length} bytes)` : text;
}

/** A password is not shown. */
export function hiddenText(bytes: Uint8Array): string {
  return `••• (${bytes.length} bytes)`;
}

/** An interval in seconds. */
export function secondsText(seconds: number): string {
  return `${seconds} s`;
}

/** The return code of a CONNACK before MQTT 5 (3.1.1: 3.2.2.3). */
export function returnCodeText(code: number): string {
  const name = RETURN_CODE_NAMES[code];
  return name === undefined ? reasonHex(code) : `${name} (${reasonHex(code)})`;
}

/** Codes that mean something else in a packet of their own (2.4). */
const GRANTED_0 = 'granted QoS 0';
const NORMAL = 'normal disconnection';

/** One code of a SUBACK: the granted QoS, or why not (5: 3.9.3; 3.1.1: 3.9.3). */
export function grantedText(code: number): string {
  return code === 0 ? `${GRANTED_0} (${reasonHex(code)})` : reasonText(code);
}

/** One code of a SUBACK before MQTT 5, which knows one failure (3.9.3). */
export function returnedText(code: number): string {
  if (code > 2 && code !== 0x80) return reasonHex(code);
  const name = code === 0x80 ? 'failure' : code === 0 ? GRANTED_0 : (REASON_NAMES[code] ?? '');
  return `${name} (${reasonHex(code)})`;
}

/** The code of a DISCONNECT (3.14.2.1). */
export function disconnectText(code: number): string {
  return code === 0 ? `${NORMAL} (${reasonHex(code)})` : reasonText(code);
}
