/** The local broker as the person drives it, with a way on where its port is taken. */

import { commands, l10n, window } from 'vscode';

import type { BrokerOptions, BrokerStatus } from '../../shared/engineApi';
import { QoScopeError } from '../../shared/sentences';
import { connect } from '../connections/connect';
import type { Host } from '../host';
import { brokerOptions } from '../settings';
import { errorInWords } from '../words';

/** Starts the broker as the settings have it. Rejects as broker.start does. */
export function startBroker(host: Host, changes: Partial<BrokerOptions> = {}): Promise<BrokerStatus> {
  return host.engine.request('broker.start', { ...brokerOptions(), ...changes });
}

/** Ends the broker. */
export function stopBroker(host: Host): Promise<BrokerStatus> {
  return host.engine.request('broker.stop', null);
}

/** Listens anew as the settings have it, on the port it has where the system chose that; sessions are kept. */
export function restartBroker(host: Host): Promise<BrokerStatus> {
  const options = brokerOptions();
  const port = options.port === 0 ? (host.engine.broker.address?.port ?? 0) : options.port;
  return host.engine.request('broker.restart', { ...options, port });
}

/** Starts the broker; where the port is taken, says by whom and offers what can be done. Whether it runs then. */
export async function startBrokerAsking(host: Host): Promise<boolean> {
  try {
    return (await startBroker(host)).running;
  } catch (error) {
    if (!(error instanceof QoScopeError) || !isPortTaken(error)) throw error;
    return offerAnotherWay(host, error);
  }
}

function isPortTaken(error: QoScopeError): boolean {
  return error.code === 'broker.portTaken' || error.code === 'broker.portHeldByQoScope';
}

async function offerAnotherWay(host: Host, error: QoScopeError): Promise<boolean> {
  const anotherPort = l10n.t('Use Another Port');
  const connectThere = l10n.t('Connect to It');
  const setting = l10n.t('Open Setting');
  const held = error.code === 'broker.portHeldByQoScope';
  const buttons = held ? [connectThere, anotherPort] : [anotherPort, setting];
  const answer = await window.showErrorMessage(errorInWords(error), ...buttons);
  if (answer === anotherPort) return (await startBroker(host, { port: 0 })).running;
  if (answer === setting) await commands.executeCommand('workbench.action.openSettings', 'qoscope.localBroker.port');
  if (answer === connectThere) {
    const { host: address, port } = brokerOptions();
    await connect(host, { url: `mqtt://${address}:${port}` });
  }
  return false;
}
