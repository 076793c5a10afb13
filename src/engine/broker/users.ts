/** Users of the local broker, and what their rules allow (5: 3.1.4-2; 3.1.1: 3.1.4-3; both 5.4.1, 5.4.2). */

import { createHash, timingSafeEqual } from 'node:crypto';

import type { BrokerUser } from '../../shared/engineApi';
import { filtersOverlap } from '../../shared/topics';
import type { Access, Authentication, CoreOptions } from './coreOptions';

/** The core's options that make it a broker for these users alone; null lets everybody do everything. */
export function optionsForUsers(users: readonly BrokerUser[] | null): Pick<CoreOptions, 'authenticate' | 'authorize'> {
  if (users === null) return { authenticate: null, authorize: null };
  const byName = new Map(users.map((user) => [user.name, user]));
  return {
    authenticate: (userName, password) => authenticate(byName, userName, password),
    authorize: (_clientId, userName, topicOrFilter, access) => {
      const user = userName === null ? undefined : byName.get(userName);
      return user !== undefined && isAllowed(user, topicOrFilter, access);
    },
  };
}

function authenticate(
  users: ReadonlyMap<string, BrokerUser>,
  userName: string | null,
  password: Uint8Array | null,
): Authentication {
  if (userName === null) return 'notAuthorized';
  const user = users.get(userName);
  // An unknown name costs the same work as a wrong password, so that the time tells nothing.
  const isRight = isSame(password ?? new Uint8Array(0), Buffer.from(user?.password ?? '', 'utf8'));
  return user !== undefined && password !== null && isRight ? 'accepted' : 'badUserNameOrPassword';
}

/** Compares in a time that depends on neither length nor content. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest());
}

function isAllowed(user: BrokerUser, topicOrFilter: string, access: Access): boolean {
  const rules = user[access];
  return rules === null || rules.some((rule) => filtersOverlap(rule, topicOrFilter));
}
