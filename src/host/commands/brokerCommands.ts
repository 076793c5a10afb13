/** Commands of the local broker. */

import { env, l10n, window } from 'vscode';

import { doorUrl } from '../../shared/transports';
import { pickOne } from '../ask';
import {
  restartBroker,
  restartBrokerAsking,
  startBroker,
  startBrokerAsking,
  stopBroker,
} from '../broker/brokerControl';
import { transportInWords } from '../broker/doorWords';
import { forward } from '../broker/remote';
import type { Host } from '../host';
import type { CommandMap } from './ids';
import { scripted } from './scripted';

/** Start, stop, restart, toggle, and the address. A scripted start takes `port`, `host` and `openToAll`. */
export function brokerCommands(host: Host) {
  return {
    'qoscope.broker.start': (argument) => {
      const script = scripted(argument);
      if (script === null) return startBrokerAsking(host);
      const port = script.whole('port', 65_535);
      const address = script.text('host');
      const openToAll = script.flag('openToAll');
      return startBroker(host, {
        ...(port === undefined ? {} : { port }),
        ...(address === undefined ? {} : { host: address }),
        ...(openToAll === undefined ? {} : { openToAll }),
      });
    },
    'qoscope.broker.stop': () => stopBroker(host),
    'qoscope.broker.restart': (argument) =>
      scripted(argument) === null ? restartBrokerAsking(host) : restartBroker(host),
    'qoscope.broker.toggle': () => (host.engine.broker.running ? stopBroker(host) : startBrokerAsking(host)),
    'qoscope.broker.copyAddress': () => copyAddress(host),
    'qoscope.broker.forward': () => showForwarded(host),
  } satisfies Partial<CommandMap>;
}

/** Of several doors the person picks one. */
async function copyAddress(host: Host): Promise<void> {
  const items = host.engine.broker.doors.map((door) => ({
    label: doorUrl(door),
    description: transportInWords(door.transport),
  }));
  const frame = { title: l10n.t('Copy Address of Local Broker'), placeholder: l10n.t('Which address?') };
  const picked = items.length > 1 ? await pickOne(items, frame) : items[0];
  if (picked !== undefined && picked !== 'button') await env.clipboard.writeText(picked.label);
}

async function showForwarded(host: Host): Promise<void> {
  const { address } = host.engine.broker;
  if (address === null) return;
  const { address: forwarded, tcp } = await forward(address.port);
  if (!tcp) {
    await window.showWarningMessage(webOnly(address.port, forwarded));
    return;
  }
  const copy = l10n.t('Copy Address');
  const answer = await window.showInformationMessage(
    l10n.t(
      'Port {0} of the remote machine is reached from the machine in front of you at {1}.',
      address.port,
      forwarded,
    ),
    copy,
  );
  if (answer === copy) await env.clipboard.writeText(`mqtt://${forwarded}`);
}

function webOnly(port: number, forwarded: string): string {
  return l10n.t(
    'VS Code forwards port {0} for web pages alone here ({1}), which MQTT over TCP cannot use. Forward it yourself, for example with: ssh -L {0}:127.0.0.1:{0} HOST',
    port,
    forwarded,
  );
}
