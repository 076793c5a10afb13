/**
 * Entries of the settings `users` and `refuse` that are not as they have to be are left out: a typing error would lock a
 * user out, or let a topic pass. The person is told of each once, and the log too.
 */

import { commands, l10n, window, workspace } from 'vscode';

import { readUserRules } from '../../shared/brokerUsers';
import { shortened } from '../../shared/shortened';
import type { Contribution } from '../contribution';
import { reportTo } from '../log';
import { readRefusals } from './switchSettings';

const SECTION = 'qoscope.localBroker';

/** How much of an entry is shown, in characters. */
const SHOWN = 80;

/** An entry that is left out. */
export interface SettingFault {
  /** The setting's whole name. */
  readonly setting: string;
  /** As it stands there, as JSON and shortened. */
  readonly entry: string;
  /** What to mend. */
  readonly remedy: string;
}

/** The entries that are left out, by the values of both settings. */
export function settingFaults(users: unknown, refuse: unknown): SettingFault[] {
  return [...userFaults(users), ...refusalFaults(refuse)];
}

/** Tells of them when they are there at the start and when they come. */
export const brokerSettingFaults: Contribution = ({ log }, context) => {
  let told = new Set<string>();
  const look = (): void => {
    const settings = workspace.getConfiguration(SECTION);
    const faults = settingFaults(settings.get<unknown>('users'), settings.get<unknown>('refuse'));
    const fresh = faults.filter((fault) => !told.has(keyOf(fault)));
    // One that was mended and is made again is told again.
    told = new Set(faults.map(keyOf));
    for (const fault of fresh) {
      log.warn(inWords(fault));
      reportTo(log, tell(fault));
    }
  };
  look();
  context.subscriptions.push(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(SECTION)) look();
    }),
  );
};

function userFaults(users: unknown): SettingFault[] {
  if (users === undefined || users === null) return [];
  const fault = (entry: unknown, remedy: string): SettingFault => faultOf('users', entry, remedy);
  const form = l10n.t('Write a name, and topic filters in "read" and "write": {0}', '{ "name": "a", "read": ["b/#"] }');
  if (!Array.isArray(users)) return [fault(users, form)];
  const names = new Set<string>();
  return users.flatMap((entry: unknown) => {
    const rules = readUserRules(entry);
    if (rules === null) return [fault(entry, form)];
    if (names.has(rules.name)) return [fault(entry, l10n.t('Give each user a name of its own.'))];
    names.add(rules.name);
    return [];
  });
}

function refusalFaults(refuse: unknown): SettingFault[] {
  if (refuse === undefined || refuse === null) return [];
  const form = l10n.t('Write topic filters with a reason code that refuses: {0}', '{ "a/#": "0x87" }');
  if (typeof refuse !== 'object') return [faultOf('refuse', refuse, form)];
  return Object.entries(refuse).flatMap(([filter, code]) => {
    const entry = { [filter]: code as unknown };
    return readRefusals(entry).length === 1 ? [] : [faultOf('refuse', entry, form)];
  });
}

function faultOf(setting: string, entry: unknown, remedy: string): SettingFault {
  return { setting: `${SECTION}.${setting}`, entry: shortened(JSON.stringify(entry), SHOWN), remedy };
}

function keyOf({ setting, entry }: SettingFault): string {
  return `${setting} ${entry}`;
}

function inWords({ setting, entry, remedy }: SettingFault): string {
  return l10n.t('An entry of {0} is left out: {1}. {2}', setting, entry, remedy);
}

async function tell(fault: SettingFault): Promise<void> {
  const open = l10n.t('Open Settings');
  const answer = await window.showWarningMessage(inWords(fault), open);
  if (answer === open) await commands.executeCommand('workbench.action.openSettings', fault.setting);
}
