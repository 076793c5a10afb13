/**
 * "MQTT: Set Users of Local Broker…": names and rules stand in the settings, passwords in VS Code's SecretStorage and
 * nowhere else.
 */

import { ConfigurationTarget, l10n, workspace, type QuickPickItem } from 'vscode';

import { readUserRules, type UserRules } from '../../shared/brokerUsers';
import { askLine, pickOne } from '../ask';
import type { Host } from '../host';
import { passwordKey } from './configuration';
import { userRules } from './userSettings';

type Secrets = Host['secrets'];

/** Shows the users, lets the person add, change or remove one, and shows them again until the person leaves. */
export async function openUsers(secrets: Secrets): Promise<void> {
  for (;;) {
    const items = await userItems(secrets);
    const picked = await pickOne(items, {
      title: l10n.t('Users of Local Broker'),
      placeholder:
        items.length === 1
          ? l10n.t('Without users the broker lets everybody in')
          : l10n.t('Only these are let in; QoScope itself always is'),
    });
    if (picked === undefined || picked === 'button') return;
    if (picked.user === null) await addUser(secrets);
    else await changeUser(secrets, picked.user);
  }
}

/** Gives a user a password, and the name to the settings where it is new there: with all rights. */
export async function setUser(secrets: Secrets, name: string, password: string): Promise<void> {
  await secrets.store(passwordKey(name), password);
  const users = userRules() ?? [];
  if (!users.some((user) => user.name === name)) await save([...users, { name, read: null, write: null }]);
}

/** Takes a user away, with the password. */
export async function removeUser(secrets: Secrets, name: string): Promise<void> {
  await save((userRules() ?? []).filter((user) => user.name !== name));
  await secrets.delete(passwordKey(name));
}

interface UserItem extends QuickPickItem {
  /** Null to add one. */
  readonly user: UserRules | null;
}

async function userItems(secrets: Secrets): Promise<UserItem[]> {
  const items = await Promise.all(
    (userRules() ?? []).map(async (user): Promise<UserItem> => {
      const hasPassword = (await secrets.get(passwordKey(user.name))) !== undefined;
      const detail = l10n.t('reads {0} · writes {1}', rulesInWords(user.read), rulesInWords(user.write));
      return { label: user.name, ...(hasPassword ? {} : { description: l10n.t('no password yet') }), detail, user };
    }),
  );
  return [...items, { label: l10n.t('$(add) Add User…'), user: null }];
}

function rulesInWords(rules: readonly string[] | null): string {
  if (rules === null) return l10n.t('everything');
  return rules.length === 0 ? l10n.t('nothing') : rules.join(', ');
}

async function addUser(secrets: Secrets): Promise<void> {
  const name = await askLine({
    title: l10n.t('Add User'),
    prompt: l10n.t('User name'),
    fault: (text) => {
      if (text === '') return l10n.t('A name needs at least one character.');
      return (userRules() ?? []).some((user) => user.name === text) ? l10n.t('There is a user with this name.') : null;
    },
  });
  if (name === undefined) return;
  const password = await askPassword(name);
  if (password !== undefined) await setUser(secrets, name, password);
}

function askPassword(name: string): Promise<string | undefined> {
  return askLine({
    title: name,
    prompt: l10n.t('Password; it is kept in the SecretStorage of VS Code'),
    isSecret: true,
  });
}

async function changeUser(secrets: Secrets, user: UserRules): Promise<void> {
  const actions = [
    { label: l10n.t('$(key) Set Password…'), run: () => changePassword(secrets, user) },
    { label: l10n.t('$(eye) Topics to Read…'), run: () => changeRules(user, 'read') },
    { label: l10n.t('$(edit) Topics to Write…'), run: () => changeRules(user, 'write') },
    { label: l10n.t('$(trash) Remove'), run: () => removeUser(secrets, user.name) },
  ];
  const picked = await pickOne(actions, { title: user.name, placeholder: l10n.t('What to change') });
  if (picked !== undefined && picked !== 'button') await picked.run();
}

async function changePassword(secrets: Secrets, { name }: UserRules): Promise<void> {
  const password = await askPassword(name);
  if (password !== undefined) await secrets.store(passwordKey(name), password);
}

async function changeRules(user: UserRules, access: 'read' | 'write'): Promise<void> {
  const title = access === 'read' ? l10n.t('What {0} reads', user.name) : l10n.t('What {0} writes', user.name);
  const everything = { label: l10n.t('Everything') };
  const nothing = { label: l10n.t('Nothing') };
  const these = { label: l10n.t('These Topics…') };
  const placeholder = l10n.t('Rules are topic filters');
  const picked = await pickOne([everything, nothing, these], { title, placeholder });
  if (picked === undefined || picked === 'button') return;
  const rules = picked === these ? await askRules(title, user[access] ?? []) : picked === nothing ? [] : null;
  if (rules === undefined) return;
  await save((userRules() ?? []).map((other) => (other.name === user.name ? { ...other, [access]: rules } : other)));
}

async function askRules(title: string, present: readonly string[]): Promise<readonly string[] | undefined> {
  const line = await askLine({
    title,
    prompt: l10n.t('Topic filters, with commas between them'),
    placeholder: 'sensors/#, commands/+',
    value: present.join(', '),
    fault: (text) =>
      readUserRules({ name: 'any', read: split(text) }) === null
        ? l10n.t('A rule is a topic filter, such as sensors/# or commands/+.')
        : null,
  });
  return line === undefined ? undefined : split(line);
}

function split(line: string): readonly string[] {
  return line.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

async function save(users: readonly UserRules[]): Promise<void> {
  const written = users.map(({ name, read, write }) => ({
    name,
    ...(read === null ? {} : { read }),
    ...(write === null ? {} : { write }),
  }));
  const settings = workspace.getConfiguration('qoscope.localBroker');
  await settings.update('users', written.length === 0 ? undefined : written, ConfigurationTarget.Global);
}
