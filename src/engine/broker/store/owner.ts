/** Who has a store open, in words for whoever is turned away. The lock itself is the database's. */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FILE = 'owner.json';

/** What is known of an owner. */
export interface Owner {
  /** What it calls itself. */
  readonly owner: string;
  readonly pid: number;
  /** Wall clock, as ISO 8601 has it. */
  readonly since: string;
}

/** Leaves word of the owner; `wall` is in milliseconds since 1970. Throws where the folder cannot be written. */
export function writeOwner(directory: string, owner: string, wall: number): void {
  const word: Owner = { owner, pid: process.pid, since: new Date(wall).toISOString() };
  writeFileSync(path.join(directory, FILE), `${JSON.stringify(word)}\n`);
}

/** The word that the last owner left, or null where there is none that can be read. */
export function readOwner(directory: string): Owner | null {
  try {
    const { owner, pid, since } = JSON.parse(readFileSync(path.join(directory, FILE), 'utf8')) as Partial<Owner>;
    return owner === undefined || pid === undefined || since === undefined ? null : { owner, pid, since };
  } catch {
    return null; // without it the refusal names no owner, which is all that depends on it
  }
}
