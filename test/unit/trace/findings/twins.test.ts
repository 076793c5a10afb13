import assert from 'node:assert/strict';
import type { FindingKind } from '../../../../src/shared/findingRules';
import { say } from '../../../../src/shared/sentences';
import { TestTrace, type Version } from '../exchange';
import { DELIVERY_TWINS } from './deliveryTwins';
import { FLOW_TWINS } from './flowTwins';
import { HANDSHAKE_TWINS } from './handshakeTwins';
import { IDENTIFIER_TWINS } from './identifierTwins';
import { PUBLISH_TWINS } from './publishTwins';
import { REDELIVERY_TWINS } from './redeliveryTwins';
import { SESSION_TWINS } from './sessionTwins';
import type { Proof, Says } from './twins';

/** A kind without its proof does not compile. */
const PROOFS: Readonly<Record<FindingKind, Proof>> = {
  ...IDENTIFIER_TWINS,
  ...PUBLISH_TWINS,
  ...FLOW_TWINS,
  ...HANDSHAKE_TWINS,
  ...REDELIVERY_TWINS,
  ...SESSION_TWINS,
  ...DELIVERY_TWINS,
};

/** All that a trace finds in an exchange, pitfalls included, each with a sentence that has all its words. */
function findingsOf(says: Says, version: Version, broken: boolean): unknown[] {
  const t = new TestTrace();
  says(t, version, broken);
  return t.trace.findings(null, null, 200).rows.map(({ kind, rule, severity, sentence }) => {
    assert.doesNotMatch(say(sentence), /[{}]/);
    return { kind, rule, severity };
  });
}

for (const [kind, { rules, severity, exchanges }] of Object.entries(PROOFS)) {
  describe(`the finding ${kind}`, () => {
    for (const [version, number] of rules) {
      for (const [words, says] of Object.entries(exchanges)) {
        it(`is the one found in MQTT ${version === 5 ? '5' : '3.1.1'}: ${words}; and none in the twin`, () => {
          assert.deepEqual(findingsOf(says, version, true), [{ kind, rule: number ?? kind, severity }]);
          assert.deepEqual(findingsOf(says, version, false), []);
        });
      }
    }
  });
}
