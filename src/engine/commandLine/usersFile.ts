/** The file of `qoscope broker --users`: who may use the broker, in JSON. */

import { readFile } from 'node:fs/promises';

import { causeText } from '../../shared/causeText';
import { readUserRules } from '../../shared/brokerUsers';
import type { BrokerUser } from '../../shared/engineApi';
import { QoScopeError } from '../../shared/sentences';

/**
 * Reads `{ "users": [{ "name": …, "password": …, "read": [FILTER…], "write": [FILTER…] }] }`. Passwords stand there in
 * plain text: this is a broker for development, and the file is its owner's to protect. Rejects with users.unreadable,
 * users.notJson, users.badShape or users.twice.
 */
export async function readUsersFile(file: string): Promise<readonly BrokerUser[]> {
  const list = listOf(parse(file, await textOf(file)));
  if (list === null) throw new QoScopeError('users.badShape', { file, place: '"users"' });
  const users = new Map<string, BrokerUser>();
  for (const [i, entry] of list.entries()) {
    const user = userOf(entry);
    if (user === null) throw new QoScopeError('users.badShape', { file, place: `users[${i}]` });
    if (users.has(user.name)) throw new QoScopeError('users.twice', { file, name: user.name });
    users.set(user.name, user);
  }
  return [...users.values()];
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new QoScopeError('users.unreadable', { file, cause: causeText(cause) }, { cause });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new QoScopeError('users.notJson', { file, cause: causeText(cause) }, { cause });
  }
}

function listOf(content: unknown): readonly unknown[] | null {
  if (typeof content !== 'object' || content === null || !('users' in content)) return null;
  return Array.isArray(content.users) ? (content.users as readonly unknown[]) : null;
}

function userOf(entry: unknown): BrokerUser | null {
  const rules = readUserRules(entry);
  if (rules === null) return null;
  const { password } = entry as Readonly<Record<string, unknown>>;
  return typeof password === 'string' ? { ...rules, password } : null;
}
