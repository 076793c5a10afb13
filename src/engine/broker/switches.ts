/** The laboratory's switches as the core takes them. */

import type { BrokerSwitches } from '../../shared/engineApi';
import type { CoreOptions } from './coreOptions';

/** The core's options for a set of switches. */
export function optionsForSwitches(switches: BrokerSwitches): Partial<CoreOptions> {
  const { sessionExpiryLimit, retain, ...same } = switches;
  // 0xFFFFFFFF in CONNACK is a session that never ends (3.1.2.11.2).
  const unlimited = sessionExpiryLimit === null || sessionExpiryLimit === 0xffff_ffff;
  return { ...same, retainAvailable: retain, sessionExpiryLimit: unlimited ? Infinity : sessionExpiryLimit };
}
