/** Keeps a broker that asks nobody for a name and a password on this machine, unless the person means it otherwise. */

import type { BrokerOptions } from '../../shared/engineApi';
import { QoScopeError } from '../../shared/sentences';
import { isLoopback } from '../../shared/transports';
import type { CoreOptions } from './coreOptions';

/** Throws `code` where everyone who reaches the address could use the broker and nobody has said that to be meant. */
export function demandUsers(
  { host, openToAll }: Pick<BrokerOptions, 'host' | 'openToAll'>,
  authenticate: CoreOptions['authenticate'],
  code: 'broker.openToAll' | 'broker.lastUser' = 'broker.openToAll',
): void {
  if (isLoopback(host) || authenticate !== null || openToAll === true) return;
  throw new QoScopeError(code, { host });
}
