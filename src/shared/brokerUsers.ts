/** Users of the local broker as people write them down: in the settings, and in the command line's file. */

import type { BrokerUser } from './engineApi';
import { parseSharedFilter, topicFilterFault } from './topics';

/** A user's name and rules, without the password. */
export type UserRules = Omit<BrokerUser, 'password'>;

/**
 * A user from `{ "name": …, "read": […], "write": […] }`; null where that is not what it is. A list of rules that is
 * left out, or null, allows everything; a rule is a topic filter, but no shared subscription.
 */
export function readUserRules(value: unknown): UserRules | null {
  if (typeof value !== 'object' || value === null) return null;
  const { name, read = null, write = null } = value as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || name === '') return null;
  return isRules(read) && isRules(write) ? { name, read, write } : null;
}

function isRules(value: unknown): value is readonly string[] | null {
  return value === null || (Array.isArray(value) && value.every(isRule));
}

function isRule(value: unknown): value is string {
  return typeof value === 'string' && topicFilterFault(value) === null && parseSharedFilter(value) === null;
}
