/** The users of the local broker as the settings name them; no password stands there. */

import { workspace } from 'vscode';

import { readUserRules, type UserRules } from '../../shared/brokerUsers';

/**
 * Users and their rules; null where none are set, which lets everybody in. An entry that is not as it has to be lets
 * nobody in.
 */
export function userRules(): readonly UserRules[] | null {
  const entries = workspace.getConfiguration('qoscope.localBroker').get<unknown>('users');
  if (!Array.isArray(entries) || entries.length === 0) return null;
  return entries.flatMap((entry) => readUserRules(entry) ?? []);
}
