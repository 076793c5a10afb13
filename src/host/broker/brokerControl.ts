/** The local broker as the person drives it, with a way on where its port is taken. */

import { commands, l10n, window } from 'vscode';

import type { BrokerOptions, BrokerStatus } from '../../shared/engineApi';
import { QoScopeError } from '../../shared/sentences';
import { PORT_SETTINGS, TRANSPORTS, type Transport } from '../../shared/transports';
import { connect } from '../connections/connect';
import type { Host } from '../host';
import { brokerOptions } from '../settings';
import { errorInWords } from '../words';
import { configureBroker } from './configuration';
import { chooseAddress, type Exposure } from './exposure';

/** Starts the broker as the settings have it. Rejects as broker.start does. */
export async function startBroker(host: Host, changes: Partial<BrokerOptions> = {}): Promise<BrokerStatus> {
  await configureBroker(host);
  return host.engine.request('broker.start', { ...brokerOptions(), ...changes });
}

/** Ends the broker. */
export function stopBroker(host: Host): Promise<BrokerStatus> {
  return host.engine.request('broker.stop', null);
}

/** Listens anew as the settings have it, on the ports it has where the system chose those; sessions are kept. */
export async function restartBroker(host: Host, changes: Partial<BrokerOptions> = {}): Promise<BrokerStatus> {
  await configureBroker(host, changes.openToAll === true);
  const options = withPortsOf(host.engine.broker, { ...brokerOptions(), ...changes });
  return host.engine.request('broker.restart', options);
}

/**
 * Starts the broker; asks first where others than this machine's programs would reach it, and says what can be done where
 * a port is taken. Whether it runs then.
 */
export async function startBrokerAsking(host: Host): Promise<boolean> {
  const exposure = await chooseAddress(brokerOptions().host, host);
  if (exposure === null) return host.engine.broker.running;
  try {
    return (await startBroker(host, exposure)).running;
  } catch (error) {
    if (!(error instanceof QoScopeError) || !isPortTaken(error)) throw error;
    return offerAnotherWay(host, error, exposure);
  }
}

/** Restarts the broker; asks first where others than this machine's programs would reach it. Undefined where the person leaves. */
export async function restartBrokerAsking(host: Host): Promise<BrokerStatus | undefined> {
  const exposure = await chooseAddress(brokerOptions().host, host);
  return exposure === null ? undefined : restartBroker(host, exposure);
}

/** Who knows a port that the system chose need not learn another one. */
function withPortsOf({ address, doors }: BrokerStatus, options: BrokerOptions): BrokerOptions {
  const chosen = (transport: Transport): number => doors.find((door) => door.transport === transport)?.port ?? 0;
  const port = options.port === 0 ? (address?.port ?? 0) : options.port;
  if (options.doors === undefined) return { ...options, port };
  const { tls = null, ws = null, wss = null } = options.doors.ports;
  const ports = {
    tls: tls === 0 ? chosen('tls') : tls,
    ws: ws === 0 ? chosen('ws') : ws,
    wss: wss === 0 ? chosen('wss') : wss,
  };
  return { ...options, port, doors: { ...options.doors, ports } };
}

function isPortTaken(error: QoScopeError): boolean {
  return error.code === 'broker.portTaken' || error.code === 'broker.portHeldByQoScope';
}

async function offerAnotherWay(host: Host, error: QoScopeError, exposure: Exposure): Promise<boolean> {
  const anotherPort = l10n.t('Use Another Port');
  const connectThere = l10n.t('Connect to It');
  const setting = l10n.t('Open Setting');
  const held = error.code === 'broker.portHeldByQoScope';
  const buttons = held ? [connectThere, anotherPort] : [anotherPort, setting];
  const answer = await window.showErrorMessage(errorInWords(error), ...buttons);
  const taken = TRANSPORTS.find((transport) => PORT_SETTINGS[transport] === error.args.setting) ?? 'tcp';
  if (answer === anotherPort) return (await startBroker(host, { ...exposure, ...onFreePort(taken) })).running;
  if (answer === setting) await commands.executeCommand('workbench.action.openSettings', PORT_SETTINGS[taken]);
  if (answer === connectThere) {
    const { host: reachable = exposure.host, port = 0 } = error.args;
    await connect(host, { url: `mqtt://${reachable}:${port}` });
  }
  return false;
}

function onFreePort(transport: Transport): Partial<BrokerOptions> {
  if (transport === 'tcp') return { port: 0 };
  const { doors } = brokerOptions();
  return doors === undefined ? {} : { doors: { ...doors, ports: { ...doors.ports, [transport]: 0 } } };
}
