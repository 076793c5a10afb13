/** The tables of a store. */

/** The layout below; a store with a number above was made by a later version of QoScope. */
export const LAYOUT = 2;

/** Moments are milliseconds since 1970; null stands for never, as for an expiry interval that never ends. */
const SINCE_LAYOUT_1 = `
  CREATE TABLE session (
    id INTEGER PRIMARY KEY, client TEXT NOT NULL UNIQUE, user_name TEXT, expiry_interval REAL,
    connected INTEGER NOT NULL, ends_at REAL
  );
  CREATE TABLE subscription (
    session INTEGER NOT NULL, filter TEXT NOT NULL, granted_qos INTEGER NOT NULL, identifier INTEGER,
    no_local INTEGER NOT NULL, retain_as_published INTEGER NOT NULL, PRIMARY KEY (session, filter)
  ) WITHOUT ROWID;
  CREATE TABLE received (
    session INTEGER NOT NULL, packet_id INTEGER NOT NULL, PRIMARY KEY (session, packet_id)
  ) WITHOUT ROWID;
  CREATE TABLE message (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL, expires_at REAL,
    publisher TEXT NOT NULL, properties BLOB, payload BLOB
  );
  CREATE TABLE delivery (
    id INTEGER PRIMARY KEY, session INTEGER NOT NULL, message INTEGER NOT NULL, qos INTEGER NOT NULL,
    granted_qos INTEGER NOT NULL, filter TEXT NOT NULL, retain INTEGER NOT NULL, identifiers TEXT, via TEXT NOT NULL,
    stage TEXT NOT NULL, packet_id INTEGER NOT NULL
  );
  CREATE TABLE retained (topic TEXT PRIMARY KEY, message INTEGER NOT NULL) WITHOUT ROWID;
`;

const SINCE_LAYOUT_2 = `
  CREATE TABLE will (
    client TEXT PRIMARY KEY, user_name TEXT, topic TEXT NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL,
    delay INTEGER NOT NULL, expiry INTEGER, properties BLOB, payload BLOB, connected INTEGER NOT NULL, due_at REAL
  ) WITHOUT ROWID;
`;

/** What brings a store of an earlier layout to the present one; 0 is one that has just been made. */
export function tablesSince(layout: number): string {
  const missing = [SINCE_LAYOUT_1, SINCE_LAYOUT_2].slice(layout);
  return `${missing.join('')} PRAGMA user_version = ${LAYOUT};`;
}
