/** Addresses of this machine. */

import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';

import { isLoopback } from '../../../shared/transports';

/** Whether it is an address of this machine, loopback or in a network. */
export function isOfThisMachine(address: string): boolean {
  if (isLoopback(address)) return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((entry) => entry.address === address));
}

/** Whether a socket that connects to `address` reaches what listens on `listening`, both without a name. */
export function reaches(listening: string, address: string): boolean {
  const own = withoutMapping(listening);
  const other = withoutMapping(address);
  if (own === other) return true;
  if (own === '0.0.0.0') return isIPv4(other) && isOfThisMachine(other);
  // Node's "::" takes IPv4 as well.
  return own === '::' && isOfThisMachine(other);
}

/** An IPv4 address that stands in an IPv6 one (`::ffff:127.0.0.1`) as itself. */
function withoutMapping(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
}
