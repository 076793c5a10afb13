/** Which web pages may connect: a browser lets any page on the web reach a WebSocket on this machine, and says only whose it is. */

import { isIP } from 'node:net';

import { isLoopback } from '../../../shared/transports';
import { isOfThisMachine } from './thisMachine';

/**
 * Whether a page of that origin may: those that this machine serves, those from its files, and those that the person lists (`*`
 * for all). A name that leads here does not make a page one of this machine: anybody can point a name at 127.0.0.1.
 * Programs, which send no origin, may always.
 */
export function mayConnect(origin: string | undefined, listed: readonly string[]): boolean {
  if (origin === undefined) return true;
  const plain = withoutSlash(origin);
  if (listed.some((one) => one === '*' || withoutSlash(one) === plain)) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return protocol === 'file:' || isLoopback(host) || (isIP(host) !== 0 && isOfThisMachine(host));
}

function withoutSlash(origin: string): string {
  return origin.toLowerCase().replace(/\/$/, '');
}
