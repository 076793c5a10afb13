/** A connection to publish or subscribe with, whatever it takes to get one. */

import { l10n } from 'vscode';

import { pickOne } from '../ask';
import { startBrokerAsking } from '../broker/brokerControl';
import type { Host } from '../host';
import { chooseConnection, connect, connectAsking, connected, LOCAL } from './connect';

/**
 * The name of a connection that is up: the only one, the one the person picks, or one that is made now. A local broker
 * that runs is connected to without a question; one that does not is offered. Undefined where the person leaves.
 */
export async function ensureConnection(host: Host, title: string): Promise<string | undefined> {
  const up = connected(host);
  if (up.length > 0) return chooseConnection(up, title);
  if (host.engine.broker.running) return (await connect(host)).connection;
  return offerConnection(host, title);
}

async function offerConnection(host: Host, title: string): Promise<string | undefined> {
  const start = {
    label: l10n.t('Start the local broker and connect'),
    description: l10n.t('a broker on this machine, run by QoScope'),
  };
  const elsewhere = { label: l10n.t('Connect to a broker elsewhere…'), description: 'mqtt://host:port' };
  const picked = await pickOne([start, elsewhere], { title, placeholder: l10n.t('Not connected to a broker') });
  if (picked === elsewhere) return (await connectAsking(host))?.connection;
  if (picked !== start) return undefined;
  if (await startBrokerAsking(host)) return (await connect(host)).connection;
  return connected(host).find(({ connection }) => connection !== LOCAL)?.connection; // the way that was offered for a taken port
}
