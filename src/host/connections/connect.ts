/** Our own connections: made, ended, and chosen from. */

import { l10n } from 'vscode';

import type { ConnectionOptions, ConnectionStatus } from '../../shared/engineApi';
import { askLineOrRecent, pickOne } from '../ask';
import type { Host } from '../host';
import { connectionOptions } from '../settings';
import { connectionName } from '../views/connectionItems';
import { inWords } from '../words';

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

/** Asks for an address and connects there; undefined where the person leaves. */
export async function connectAsking(host: Host): Promise<ConnectionStatus | undefined> {
  const url = await askAddress(host);
  return url === undefined ? undefined : connect(host, { url });
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

async function askAddress(host: Host): Promise<string | null | undefined> {
  const local = { label: l10n.t('Local broker'), description: l10n.t('the one that QoScope runs'), url: null };
  const other = { label: l10n.t('A broker elsewhere…'), description: 'mqtt://host:port', url: undefined };
  const known = host.memory.recent('addresses').map((url) => ({ label: url, description: '', url }));
  const items = host.engine.broker.running ? [local, ...known, other] : [...known, other];
  const picked =
    items.length === 1
      ? other
      : await pickOne(items, { title: l10n.t('Connect'), placeholder: l10n.t('To which broker?') });
  if (picked === undefined || picked === 'button') return undefined;
  if (picked.url !== undefined) return picked.url;
  const text = await askLineOrRecent([], '', {
    title: l10n.t('Connect'),
    prompt: l10n.t('Address of the broker'),
    placeholder: 'mqtt://host:port',
    fault: addressFault,
  });
  return text === undefined ? undefined : completeAddress(text.trim());
}

function addressFault(text: string): string | null {
  const sound = /^(mqtt:\/\/)?([^\s:/@]+|\[[0-9a-f:]+\])(:\d{1,5})?\/?$/i.test(text.trim());
  return sound ? null : inWords({ code: 'client.badUrl', args: { url: text } });
}

function nameOf(url: string): string {
  return url.replace(/^[a-z]+:\/\//i, '').replace(/\/$/, '');
}
