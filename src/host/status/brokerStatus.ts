/** The status-bar entry of the local broker: off, or on with its port and clients; a click toggles. */

import { env, l10n, StatusBarAlignment, window, type StatusBarItem } from 'vscode';

import type { BrokerStatus } from '../../shared/engineApi';
import { doorLines } from '../broker/doorWords';
import type { Contribution } from '../contribution';
import { clientsInWords } from '../views/connectionItems';

/** Adds the entry. */
export const brokerStatus: Contribution = ({ engine }, context) => {
  const item = window.createStatusBarItem('qoscope.broker', StatusBarAlignment.Left, 10);
  item.name = l10n.t('MQTT: Local Broker');
  const draw = (): void => {
    if (engine.problem === null) drawBroker(item, engine.broker);
    else drawStopped(item);
  };
  draw();
  item.show();
  context.subscriptions.push(item, engine.onDidChangeBroker(draw), engine.onDidChangeProblem(draw));
};

function drawBroker(item: StatusBarItem, status: BrokerStatus): void {
  const { address, clients } = status;
  item.command = 'qoscope.broker.toggle';
  if (address === null) {
    item.text = l10n.t('$(broadcast) MQTT off');
    item.tooltip = l10n.t('The local broker is off. Click to start it.');
    return;
  }
  item.text = l10n.t('$(broadcast) MQTT {0} · {1}', address.port, clientsInWords(clients));
  item.tooltip = brokerTooltip(status);
}

/** Every door of a broker that runs, its clients, and what a click does; a line for each. */
export function brokerTooltip(status: BrokerStatus): string {
  return [
    l10n.t('The local broker listens on:'),
    ...doorLines(status),
    ...(env.remoteName === undefined ? [] : [l10n.t('Its addresses are those of the remote machine.')]),
    clientsInWords(status.clients),
    l10n.t('Click to stop it: its sessions and retained messages are forgotten then, unless they are in a store.'),
  ].join('\n');
}

function drawStopped(item: StatusBarItem): void {
  item.command = 'qoscope.engine.restart';
  item.text = l10n.t('$(error) MQTT engine stopped');
  item.tooltip = l10n.t('The engine of QoScope has stopped. Click to start it again.');
}
