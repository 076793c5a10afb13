/** The few forms of DER (X.690) that a certificate is written in. */

const CLASS_CONTEXT = 0x80;
const CONSTRUCTED = 0x20;

/** SEQUENCE. */
export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tagged(0x30, ...parts);
}

/** SET, of one part: DER would want several sorted. */
export function setOf(part: Uint8Array): Uint8Array {
  return tagged(0x31, part);
}

/** OBJECT IDENTIFIER, from its dotted form ("2.5.4.3"). */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** INTEGER of the big-endian bytes of a number that is not negative. */
export function unsignedInteger(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  const significant = start < 0 ? Uint8Array.of(0) : bytes.subarray(start);
  // The first bit is the sign.
  return (significant[0] ?? 0) >= 0x80 ? tagged(0x02, Uint8Array.of(0), significant) : tagged(0x02, significant);
}

/** BOOLEAN TRUE; FALSE is nowhere written where it is the default. */
export function booleanTrue(): Uint8Array {
  return tagged(0x01, Uint8Array.of(0xff));
}

/** OCTET STRING. */
export function octetString(bytes: Uint8Array): Uint8Array {
  return tagged(0x04, bytes);
}

/** BIT STRING of whole bytes. */
export function bitString(bytes: Uint8Array): Uint8Array {
  return tagged(0x03, Uint8Array.of(0), bytes);
}

/** UTF8String. */
export function utf8String(text: string): Uint8Array {
  return tagged(0x0c, Buffer.from(text, 'utf8'));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on, as RFC 5280 (4.1.2.5) wants it; to the second. */
export function time(date: Date): Uint8Array {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  const short = date.getUTCFullYear() < 2050;
  return tagged(short ? 0x17 : 0x18, Buffer.from(short ? digits.slice(2) : digits, 'ascii'));
}

/** A value under a context-specific tag from 0 to 30, whose own tag stays (EXPLICIT). */
export function explicit(tag: number, value: Uint8Array): Uint8Array {
  return tagged(CLASS_CONTEXT | CONSTRUCTED | tag, value);
}

/** Bytes under a context-specific tag from 0 to 30 in place of their own (IMPLICIT). */
export function implicit(tag: number, bytes: Uint8Array): Uint8Array {
  return tagged(CLASS_CONTEXT | tag, bytes);
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.of(tag, ...lengthOctets(content.length)), content]);
}

/** Below 128 one octet; else the number of octets, then those (8.1.3). */
function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(0x80 | (rest % 128));
  return digits;
}
