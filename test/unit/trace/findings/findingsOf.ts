/** What a trace found, for tests of the rules: an exchange that breaks one, and a twin that keeps it. */

import assert from 'node:assert/strict';
import type { FindingKind, Severity } from '../../../../src/shared/findingRules';
import type { Finding } from '../../../../src/shared/model';
import { TestTrace, type ConnectWords, type TestWire, type Version } from '../exchange';

/** A session that outlives its connection. */
export const KEPT: ConnectWords = { clean: false, expiry: 3600 };

/** Every finding of the trace, oldest first. */
export function found(t: TestTrace, severity?: Severity): Finding[] {
  const { rows } = t.trace.findings(null, null, 200);
  return [...rows].reverse().filter((finding) => severity === undefined || finding.severity === severity);
}

/** The kinds of all findings of that severity, oldest first. */
export function kinds(t: TestTrace, severity: Severity = 'error'): FindingKind[] {
  return found(t, severity).map((finding) => finding.kind);
}

/** Exactly one error, of that kind, under that rule. */
export function assertOnly(t: TestTrace, kind: FindingKind, rule: string): Finding {
  const errors = found(t, 'error');
  assert.deepEqual(
    errors.map((finding) => [finding.kind, finding.rule]),
    [[kind, rule]],
  );
  return errors[0]!;
}

/** No error. */
export function assertNone(t: TestTrace): void {
  assert.deepEqual(kinds(t), []);
}

/** A fresh trace with one client. */
export function withClient(version: Version, words: ConnectWords = {}): { t: TestTrace; wire: TestWire } {
  const t = new TestTrace();
  return { t, wire: t.connected('c', version, words) };
}

/** Cuts the connection of a kept session and gives the one that resumes it. */
export function resumed(t: TestTrace, wire: TestWire, version: Version, words: ConnectWords = KEPT): TestWire {
  wire.close();
  t.time += 100;
  return t.connected('c', version, words, true);
}

/** The rule's number in that version. */
export function byVersion(version: Version, mqtt5: string, mqtt311: string): string {
  return version === 5 ? mqtt5 : mqtt311;
}
