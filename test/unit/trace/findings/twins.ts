/**
 * The proof of a rule: exchanges that break it, each beside its twin, the nearest one that keeps it. Both are said by one
 * function, so that what differs between them can be read there.
 */

import type { Version, ConnectWords, TestTrace, TestWire } from '../exchange';

/** Says an exchange to a fresh trace: with the one thing in it that breaks the rule, or as its conforming twin. */
export type Says = (t: TestTrace, version: Version, broken: boolean) => void;

/** What a kind of finding is held to. */
export interface Proof {
  /** The versions that have the rule, with its number there; a pitfall without a number is named by its kind. */
  readonly rules: ReadonlyMap<Version, string | null>;
  readonly severity: 'error' | 'pitfall';
  /** By a few words on what is done. */
  readonly exchanges: Readonly<Record<string, Says>>;
}

/** A rule of the standard by its numbers in MQTT 5 and 3.1.1, null where that version has none. */
export function rule(mqtt5: string | null, mqtt311: string | null, exchanges: Proof['exchanges']): Proof {
  const rules = new Map<Version, string>();
  if (mqtt5 !== null) rules.set(5, mqtt5);
  if (mqtt311 !== null) rules.set(4, mqtt311);
  return { rules, severity: 'error', exchanges };
}

/** Something that is allowed and seldom meant, in these versions. */
export function pitfall(
  exchanges: Proof['exchanges'],
  rules: Proof['rules'] = new Map([
    [5, null],
    [4, null],
  ]),
): Proof {
  return { rules, severity: 'pitfall', exchanges };
}

/** One exchange for each sender of a message, named after it. */
export function fromBoth(
  words: string,
  says: (t: TestTrace, version: Version, broken: boolean, from: 'client' | 'broker', to: 'client' | 'broker') => void,
): Proof['exchanges'] {
  return {
    [`${words}, from the client`]: (t, version, broken) => says(t, version, broken, 'client', 'broker'),
    [`${words}, from the broker`]: (t, version, broken) => says(t, version, broken, 'broker', 'client'),
  };
}

/** A client with a session that outlives its connection and has a subscription to all that the exchanges publish. */
export function keptClient(t: TestTrace, version: Version, words: ConnectWords = {}): TestWire {
  const wire = t.connected('c', version, { ...KEPT, ...words });
  wire.subscribe(100, 'a/#', 2);
  wire.suback(100, 2);
  return wire;
}

/** Cuts the connection of a kept session, and gives the one that resumes it a moment later. */
export function resumedBy(t: TestTrace, wire: TestWire, version: Version): TestWire {
  wire.close();
  t.time += 100;
  return t.connected('c', version, KEPT, true);
}

const KEPT: ConnectWords = { clean: false, expiry: 3600 };
