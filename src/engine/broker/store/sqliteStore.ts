/** A store on disk: one SQLite database in a folder of its own. */

import { mkdirSync } from 'node:fs';
import path from 'node:path';

import type { StoreOptions } from '../../../shared/engineApi';
import { QoScopeError } from '../../../shared/sentences';
import type { Clock } from '../../clock';
import { readOwner, writeOwner } from './owner';
import { LAYOUT, tablesSince } from './schema';
import { isHeld, openDatabase, type Database, type Row } from './sqlite';
import { SqliteChanges } from './sqliteChanges';
import { deliveryOf, messageOf, number, sessionOf, subscriptionOf, text, willOf } from './sqliteRows';
import type { StoreBackend, StoreChange, StoredState } from './storedState';
import { WallTimes } from './wallTimes';

const FILE = 'broker.sqlite';

/**
 * The owner's lock is held by the system for as long as the process lives, so that a killed one leaves none behind. What
 * is committed is with the system and outlives the process, `kill -9` included; it is not forced onto the disk each time,
 * so that a power cut may lose the last moments, as a whole and in order.
 */
const SETTINGS = 'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;';

/** An open store. Nobody else can open it until it is closed or its process ends. */
export class SqliteStore implements StoreBackend {
  private readonly times: WallTimes;
  private readonly changes: SqliteChanges;

  private constructor(
    private readonly directory: string,
    private readonly database: Database,
    clock: Clock,
  ) {
    this.times = new WallTimes(clock);
    this.changes = new SqliteChanges(database, this.times);
  }

  /**
   * Opens the store of a folder, and makes both where they are missing. Throws QoScopeError store.needsNode, store.held
   * with its owner, store.otherLayout or store.unusable.
   */
  static open({ directory, owner }: StoreOptions, clock: Clock): SqliteStore {
    let database: Database | null = null;
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      database = openDatabase(path.join(directory, FILE));
      database.exec(SETTINGS);
      prepareTables(database, directory);
      writeOwner(directory, owner, clock.wall());
      return new SqliteStore(directory, database, clock);
    } catch (error) {
      database?.close();
      throw openError(directory, error);
    }
  }

  read(): StoredState {
    const { database, directory, times } = this;
    const rows = <Record>(sql: string, recordOf: (row: Row) => Record): Iterable<Record> =>
      readRows(database, directory, sql, recordOf);
    return {
      sessions: rows('SELECT * FROM session', (row) => sessionOf(row, times)),
      wills: rows('SELECT * FROM will', (row) => willOf(row, times)),
      subscriptions: rows('SELECT * FROM subscription', subscriptionOf),
      received: rows('SELECT * FROM received', (row) => ({
        session: number(row.session),
        packetId: number(row.packet_id),
      })),
      messages: rows('SELECT * FROM message', (row) => messageOf(row, times)),
      deliveries: rows('SELECT * FROM delivery ORDER BY id', deliveryOf),
      retained: rows('SELECT * FROM retained', (row) => ({ topic: text(row.topic), message: number(row.message) })),
    };
  }

  write(changes: readonly StoreChange[]): void {
    const { database, directory } = this;
    try {
      database.exec('BEGIN');
      for (const change of changes) this.changes.apply(change);
      database.exec('COMMIT');
    } catch (cause) {
      // The transaction stays open and is never committed: whatever state the database is in, none of it counts.
      throw new QoScopeError('store.writeFailed', { directory, cause: String(cause) }, { cause });
    }
  }

  close(): void {
    this.database.close();
  }
}

/** Also takes the lock: the transaction writes, whatever it finds. */
function prepareTables(database: Database, directory: string): void {
  database.exec('BEGIN EXCLUSIVE');
  const layout = number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (layout > LAYOUT) throw new QoScopeError('store.otherLayout', { directory, layout, known: LAYOUT });
  database.exec(tablesSince(layout));
  database.exec('COMMIT');
}

function openError(directory: string, cause: unknown): QoScopeError {
  if (cause instanceof QoScopeError) return cause;
  if (!isHeld(cause)) return new QoScopeError('store.unusable', { directory, cause: String(cause) }, { cause });
  const owner = readOwner(directory);
  if (owner === null) return new QoScopeError('store.heldBySomebody', { directory }, { cause });
  return new QoScopeError('store.held', { directory, ...owner }, { cause });
}

function* readRows<Record>(
  database: Database,
  directory: string,
  sql: string,
  recordOf: (row: Row) => Record,
): Generator<Record> {
  try {
    for (const row of database.prepare(sql).iterate()) yield recordOf(row);
  } catch (cause) {
    throw new QoScopeError('store.unreadable', { directory, cause: String(cause) }, { cause });
  }
}
