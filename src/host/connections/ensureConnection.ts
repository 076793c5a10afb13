/** A connection that the person asks for, or that something else needs, whatever it takes to get one. */

import { l10n, type QuickPickItem } from 'vscode';

import { askLine, pickOne } from '../ask';
import { startBrokerAsking } from '../broker/brokerControl';
import type { Host } from '../host';
import { inWords } from '../words';
import { chooseConnection, completeAddress, connect, connected, LOCAL } from './connect';

/** A way to a connection. */
interface WayItem extends QuickPickItem {
  /** Gives the connection's name; undefined where the person leaves. */
  readonly go: () => Promise<string | undefined>;
}

/**
 * The name of a connection that is up: the only one, the one the person picks, or one that is made now. A local broker
 * that runs is connected to without a question; one that does not is offered. Undefined where the person leaves.
 */
export async function ensureConnection(host: Host, title: string): Promise<string | undefined> {
  const up = connected(host);
  if (up.length > 0) return chooseConnection(up, title);
  if (host.engine.broker.running) return (await connect(host)).connection;
  return connectAsking(host, title, l10n.t('Not connected to a broker'));
}

/** Asks where to connect to, and connects; gives the connection's name, or undefined where the person leaves. */
export async function connectAsking(host: Host, title: string, placeholder: string): Promise<string | undefined> {
  const picked = await pickOne(waysOf(host), { title, placeholder });
  return picked === undefined || picked === 'button' ? undefined : picked.go();
}

function waysOf(host: Host): WayItem[] {
  const to = async (url: string | null): Promise<string> => (await connect(host, { url })).connection;
  const local: WayItem = host.engine.broker.running
    ? { label: l10n.t('Local broker'), description: l10n.t('the one that QoScope runs'), go: () => to(null) }
    : {
        label: l10n.t('Start the local broker and connect'),
        description: l10n.t('a broker on this machine, run by QoScope'),
        go: () => startAndConnect(host),
      };
  const known = host.memory.recent('addresses').map((url): WayItem => ({ label: url, go: () => to(url) }));
  const elsewhere: WayItem = {
    label: l10n.t('Connect to a broker elsewhere…'),
    description: 'mqtt://host:port',
    go: async () => {
      const url = await askAddress();
      return url === undefined ? undefined : to(url);
    },
  };
  return [local, ...known, elsewhere];
}

async function startAndConnect(host: Host): Promise<string | undefined> {
  if (await startBrokerAsking(host)) return (await connect(host)).connection;
  // the way that was offered for a port that is taken may have led to another broker
  return connected(host).find(({ connection }) => connection !== LOCAL)?.connection;
}

async function askAddress(): Promise<string | undefined> {
  const text = await askLine({
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
