/** In a remote window (WSL, container, SSH) the broker listens there, not on the machine in front of the person. */

import { commands, env, l10n, Uri, window } from 'vscode';

import type { BrokerStatus } from '../../shared/engineApi';
import type { Contribution } from '../contribution';
import { reportTo } from '../log';

/** Whether the person was told in this workspace. */
const TOLD = 'remoteTold';

/** The address at which the machine in front of the person reaches a port of the remote one; VS Code forwards it if need be. */
export async function forwardedAddress(port: number): Promise<string> {
  // VS Code forwards addresses of the web alone; the port that it gives carries any TCP.
  const forwarded = await env.asExternalUri(Uri.parse(`http://127.0.0.1:${port}`));
  return `${forwarded.authority}${forwarded.path === '/' ? '' : forwarded.path}`;
}

/** Says it once per workspace, when the broker has started in a remote window. */
export const remoteNotice: Contribution = ({ engine, log }, context) => {
  if (env.remoteName === undefined) return;
  const told = context.workspaceState;
  const listening = engine.onDidChangeBroker((status) => {
    if (status.address === null || told.get<boolean>(TOLD, false)) return;
    listening.dispose();
    reportTo(log, told.update(TOLD, true));
    reportTo(log, tell(status.address));
  });
  context.subscriptions.push(listening);
};

async function tell(address: NonNullable<BrokerStatus['address']>): Promise<void> {
  const show = l10n.t('Show Forwarded Address');
  const answer = await window.showInformationMessage(
    l10n.t(
      'The local broker listens on the remote machine, on {0}:{1}. Programs there reach it directly; from the machine in front of you it takes a forwarded port.',
      address.host,
      address.port,
    ),
    show,
  );
  if (answer === show) await commands.executeCommand('qoscope.broker.forward');
}
