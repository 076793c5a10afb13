/** Starts the local broker with the extension, where the settings want that. */

import type { Contribution } from '../contribution';
import { reportTo } from '../log';
import { startsOnOpen } from '../settings';
import { startBrokerAsking } from './brokerControl';

/** Once, at activation; a port that is taken is told as by the command. */
export const startOnOpen: Contribution = (host) => {
  if (startsOnOpen()) reportTo(host.log, startBrokerAsking(host));
};
