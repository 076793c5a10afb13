/** Keeps the running broker as the settings and the stored passwords have it. */

import { commands, l10n, window, workspace } from 'vscode';

import type { BrokerConfiguration, BrokerUser } from '../../shared/engineApi';
import { QoScopeError } from '../../shared/sentences';
import type { Contribution } from '../contribution';
import type { Host } from '../host';
import { reportTo } from '../log';
import { errorInWords } from '../words';
import { userRules } from './userSettings';
import { readSwitches, SWITCHES, switchValue } from './switchSettings';

const SECTION = 'qoscope.localBroker';

/** Where a user's password lies in the SecretStorage. */
export function passwordKey(name: string): string {
  return `${SECTION}.password.${name}`;
}

/**
 * Hands the broker's settings to the engine; they hold for a broker that runs and for the next that starts. `openToAll` says
 * that a broker which others reach may lose its users; else it rejects with broker.lastUser.
 */
export async function configureBroker(
  { engine, secrets }: Pick<Host, 'engine' | 'secrets'>,
  openToAll = false,
): Promise<void> {
  const users = await usersWithPasswords(secrets);
  const settings = workspace.getConfiguration(SECTION);
  const values = (name: string): unknown => settings.get<unknown>(name);
  const size = switchValue(values, 'maximumPacketSize');
  const configuration: BrokerConfiguration = {
    maximumPacketSize: typeof size === 'number' ? size : SWITCHES.maximumPacketSize.otherwise,
    switches: readSwitches(values),
    users,
    ...(openToAll ? { openToAll } : {}),
  };
  await engine.request('broker.configure', configuration);
}

/** Null without any user: everybody is let in. One who has no password yet is let in by none. */
async function usersWithPasswords(secrets: Host['secrets']): Promise<readonly BrokerUser[] | null> {
  const rules = userRules();
  if (rules === null) return null;
  const users = await Promise.all(
    rules.map(async (user) => ({ ...user, password: await secrets.get(passwordKey(user.name)) })),
  );
  return users.flatMap(({ password, ...user }) => (password === undefined ? [] : [{ ...user, password }]));
}

/** The setting has no users any more and the broker still asks for them: the person must know. */
async function tellOfUsers(error: QoScopeError): Promise<void> {
  const setUsers = l10n.t('Set Users…');
  const answer = await window.showErrorMessage(errorInWords(error), setUsers);
  if (answer === setUsers) await commands.executeCommand('qoscope.broker.users');
}

/** Follows settings and passwords while the broker runs; before it starts it is told by the one who starts it. */
export const brokerConfiguration: Contribution = (host, context) => {
  const { engine, log, secrets } = host;
  let last = Promise.resolve();
  const follow = (): void => {
    // One after the other: what was set last must be what holds.
    last = last.then(async () => {
      try {
        if (engine.problem === null && engine.broker.running) await configureBroker(host);
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        if (error instanceof QoScopeError && error.code === 'broker.lastUser') reportTo(log, tellOfUsers(error));
      }
    });
  };
  context.subscriptions.push(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(SECTION)) follow();
    }),
    secrets.onDidChange(({ key }) => {
      if (key.startsWith(passwordKey(''))) follow();
    }),
  );
};
