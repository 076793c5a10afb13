/** Commands of our own connections: connect, disconnect, subscribe, unsubscribe. */

import { l10n, window } from 'vscode';

import type { ConnectionOptions } from '../../shared/engineApi';
import type { Qos } from '../../shared/model';
import { pickOne } from '../ask';
import { chooseConnection, connect, connected, LOCAL } from '../connections/connect';
import { connectAsking, ensureConnection } from '../connections/ensureConnection';
import type { Host } from '../host';
import { reportTo } from '../log';
import { askLevel } from '../publish/levels';
import { askFilter } from '../publish/topic';
import { connectionName, ConnectionRow, OwnSubscriptionRow } from '../views/connectionItems';
import type { CommandMap } from './ids';
import { scripted, type Scripted } from './scripted';

/** Scripted forms: connect { url, connection, clientId, cleanStart, … }, subscribe { filter, qos, connection }. */
export function connectionCommands(host: Host) {
  return {
    'qoscope.connect': (argument) => connectCommand(host, argument),
    'qoscope.disconnect': (argument) => disconnectCommand(host, argument),
    'qoscope.subscribe': (argument) => subscribeCommand(host, argument),
    'qoscope.unsubscribe': (argument) => unsubscribeCommand(host, argument),
  } satisfies Partial<CommandMap>;
}

async function connectCommand(host: Host, argument: unknown): Promise<unknown> {
  const script = scripted(argument);
  if (script !== null) return connect(host, connectionChanges(script));
  if (!(argument instanceof ConnectionRow)) return connectAsking(host, l10n.t('Connect'), l10n.t('To which broker?'));
  const { connection, url } = argument.status;
  return connect(host, { connection, url: connection === LOCAL ? null : url });
}

function connectionChanges(script: Scripted): Partial<ConnectionOptions> {
  const version = script.whole('version', 5);
  const changes = {
    url: script.text('url'),
    connection: script.text('connection'),
    clientId: script.text('clientId'),
    version: version === 4 || version === 5 ? version : undefined,
    cleanStart: script.flag('cleanStart'),
    sessionExpiryInterval: script.whole('sessionExpiryInterval', 0xffff_ffff),
    keepAlive: script.whole('keepAlive', 65_535),
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

async function disconnectCommand(host: Host, argument: unknown): Promise<unknown> {
  const connection =
    scripted(argument)?.text('connection') ??
    (argument instanceof ConnectionRow
      ? argument.status.connection
      : await chooseConnection(
          host.engine.connections.filter(({ state }) => state !== 'disconnected'),
          l10n.t('Disconnect'),
        ));
  return connection === undefined ? undefined : host.engine.request('client.disconnect', { connection });
}

async function subscribeCommand(host: Host, argument: unknown): Promise<unknown> {
  const script = scripted(argument);
  const title = l10n.t('Subscribe');
  const connection =
    script?.text('connection') ??
    (argument instanceof ConnectionRow ? argument.status.connection : await ensureConnection(host, title));
  if (connection === undefined) return undefined;
  const filter = script?.text('filter') ?? (await askFilter(host, title));
  if (filter === undefined) return undefined;
  const qos = script?.qos() ?? (await askLevel(host, 'subscribe', l10n.t('Subscribe to {0}', filter)));
  if (qos === undefined || qos === 'topic') return undefined;
  const result = await host.engine.request('client.subscribe', { connection, filter, qos });
  await host.memory.use('filters', filter);
  if (script === null) sayGranted(host, filter, qos, result.grantedQos);
  return result;
}

function sayGranted(host: Host, filter: string, asked: Qos, granted: Qos): void {
  const sentence =
    asked === granted
      ? l10n.t('Subscribed to {0} at QoS {1}.', filter, granted)
      : l10n.t('Subscribed to {0}: the broker granted QoS {1}, not {2}.', filter, granted, asked);
  if (asked === granted) window.setStatusBarMessage(sentence, 5000);
  else reportTo(host.log, window.showWarningMessage(sentence));
}

async function unsubscribeCommand(host: Host, argument: unknown): Promise<unknown> {
  const script = scripted(argument);
  const chosen =
    argument instanceof OwnSubscriptionRow
      ? { connection: argument.connection, filter: argument.subscription.filter }
      : script === null
        ? await chooseSubscription(host)
        : { connection: script.text('connection') ?? LOCAL, filter: script.text('filter') ?? '' };
  return chosen === undefined ? undefined : host.engine.request('client.unsubscribe', chosen);
}

async function chooseSubscription(host: Host): Promise<{ connection: string; filter: string } | undefined> {
  const items = connected(host).flatMap(({ connection, subscriptions }) =>
    subscriptions.map(({ filter }) => ({
      label: filter,
      description: connectionName(connection),
      chosen: { connection, filter },
    })),
  );
  const placeholder = items.length === 0 ? l10n.t('There is no subscription') : l10n.t('From which filter?');
  const picked = await pickOne(items, { title: l10n.t('Unsubscribe'), placeholder });
  return picked === undefined || picked === 'button' ? undefined : picked.chosen;
}
