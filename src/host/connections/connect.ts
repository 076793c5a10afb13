/** Our own connections: made, ended, and chosen from. */

import { l10n } from 'vscode';

import type { ConnectionOptions, ConnectionStatus } from '../../shared/engineApi';
import { pickOne } from '../ask';
import type { Host } from '../host';
import { connectionOptions } from '../settings';
import { connectionName } from '../views/connectionItems';

/** The name of the connection to the local broker. */
export const LOCAL = 'local';

/** Makes a connection as the settings have it, with `changes`; without an address to the local broker. Rejects as client.connect does. */
export async function connect(host: Host, changes: Partial<ConnectionOptions> = {}): Promise<ConnectionStatus> {
  const url = changes.url ?? null;
  const name = changes.connection ?? (url === null ? LOCAL : nameOf(url));
  const status = await host.engine.request('client.connect', { ...connectionOptions(name, url), ...changes });
  if (url !== null) await host.memory.use('addresses', url);
  return status;
}

/** The address of a broker as a whole: `broker.example` becomes `mqtt://broker.example:1883`. */
export function completeAddress(text: string): string {
  const address = /^[a-z]+:\/\//i.test(text) ? text : `mqtt://${text}`;
  return /:\d+\/?$/.test(address) ? address : `${address.replace(/\/$/, '')}:1883`;
}

/** Lets the person choose among connections; the only one is taken at once. Undefined where they leave. */
export async function chooseConnection(
  connections: readonly ConnectionStatus[],
  title: string,
): Promise<string | undefined> {
  const [only, ...others] = connections;
  if (only !== undefined && others.length === 0) return only.connection;
  const items = connections.map((status) => ({
    label: connectionName(status.connection),
    description: `${status.url} · ${status.clientId}`,
    connection: status.connection,
  }));
  const picked = await pickOne(items, { title, placeholder: l10n.t('Which connection?') });
  return picked === undefined || picked === 'button' ? undefined : picked.connection;
}

/** Those that are up. */
export function connected(host: Host): readonly ConnectionStatus[] {
  return host.engine.connections.filter(({ state }) => state === 'connected');
}

function nameOf(url: string): string {
  return url.replace(/^[a-z]+:\/\//i, '').replace(/\/$/, '');
}
