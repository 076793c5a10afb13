/**
 * The embedded database: node:sqlite, which is a part of Node itself, so that no native module has to be built or fetched
 * on the person's machine. It is looked for only when a store is asked for: older versions of Node go on without it.
 */

import { QoScopeError } from '../../../shared/sentences';

/** The lowest version of Node that has it without a flag; that of VS Code 1.104's extension host is 22. */
const NEEDED = '22.13';

const BUSY = 5;

/** A value of a column. */
export type SqlValue = string | number | Uint8Array | null;

/** A row by column names. */
export type Row = Readonly<Record<string, SqlValue>>;

/** A prepared statement; each method throws where the database refuses. */
export interface Statement {
  run(...values: SqlValue[]): unknown;
  get(...values: SqlValue[]): Row | undefined;
  iterate(...values: SqlValue[]): Iterable<Row>;
}

/** An open database; each method throws where the database refuses. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface SqliteModule {
  readonly DatabaseSync: new (file: string) => Database;
}

/** Opens the file, or makes it. Throws QoScopeError store.needsNode, or the database's own error. */
export function openDatabase(file: string): Database {
  // The type definitions of Node 20, the lowest that the rest of QoScope runs on, do not know it.
  const sqlite = process.getBuiltinModule('node:sqlite') as SqliteModule | undefined;
  if (sqlite === undefined) {
    throw new QoScopeError('store.needsNode', { needed: NEEDED, version: process.versions.node });
  }
  return new sqlite.DatabaseSync(file);
}

/** Whether the database is held by somebody else (SQLITE_BUSY). */
export function isHeld(error: unknown): boolean {
  // The low byte is the code, what stands above it only its kind.
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === BUSY;
}
