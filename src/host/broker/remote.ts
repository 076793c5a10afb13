/** In a remote window (WSL, container, SSH) the broker listens there, not on the machine in front of the person. */

import { commands, env, l10n, Uri, window } from 'vscode';

import type { BrokerStatus } from '../../shared/engineApi';
import type { Contribution } from '../contribution';
import { reportTo } from '../log';

/** Whether the person was told in this workspace. */
const TOLD = 'remoteTold';

/** Where VS Code has put a port of the remote machine, for the machine in front of the person. */
export interface Forwarded {
  readonly address: string;
  /** Whether any TCP gets through. In a browser VS Code forwards web pages alone. */
  readonly tcp: boolean;
}

/** Has VS Code forward a port of the remote machine, if need be, and says where to. */
export async function forward(port: number): Promise<Forwarded> {
  const forwarded = await env.asExternalUri(Uri.parse(`http://127.0.0.1:${port}`)); // it forwards addresses of the web alone
  return forwardedAs(forwarded);
}

/** What is to be made of the address that VS Code gave: a port of this machine carries TCP, a path or another host does not. */
export function forwardedAs({ authority, path }: Uri): Forwarded {
  const ofThisMachine = /^(localhost|127\.0\.0\.1|\[::1\]):\d+$/.test(authority);
  const whole = path === '' || path === '/';
  return { address: whole ? authority : `${authority}${path}`, tcp: ofThisMachine && whole };
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
