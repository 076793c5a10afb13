/** Addresses as people write them. */

import { isIPv4, isIPv6 } from 'node:net';

/** Dotted for 4 bytes; for 16 as RFC 5952 wants it: without leading zeros, the longest run of zeros as `::`. */
export function addressText(bytes: Uint8Array): string {
  return bytes.length === 4 ? bytes.join('.') : version6Text(bytes);
}

function version6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  const { start, length } = longestZeros(groups);
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [i, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: i + 1 - length, length };
  }
  return best;
}

/** An address with a port. */
export interface Endpoint {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly port: number;
}

/** Reads `address:port`, with brackets around an IPv6 address. What is no address becomes 192.0.2.1 (RFC 5737). */
export function parseEndpoint(text: string): Endpoint {
  const end = text.lastIndexOf(':');
  const port = Number(text.slice(end + 1));
  const address = text.slice(0, Math.max(0, end)).replace(/^\[(.*)\]$/, '$1');
  return { address: parseAddress(address), port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : 1 };
}

function parseAddress(text: string): Uint8Array {
  const [plain = ''] = text.split('%'); // behind it the name of an interface
  if (isIPv4(plain)) return Uint8Array.from(plain.split('.'), Number);
  return isIPv6(plain) ? parseVersion6(plain) : Uint8Array.of(192, 0, 2, 1);
}

function parseVersion6(text: string): Uint8Array {
  const [before = '', after] = text.split('::');
  const start = groupsOf(before);
  const end = after === undefined ? [] : groupsOf(after);
  const zeros = new Array<number>(Math.max(0, 16 - start.length - end.length)).fill(0);
  return Uint8Array.from([...start, ...zeros, ...end]);
}

/** The bytes of groups between colons, the last of which may be an IPv4 address. */
function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}
