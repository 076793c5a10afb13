import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { Clock } from '../../../../src/engine/clock';
import { Trace } from '../../../../src/engine/trace/trace';
import { say } from '../../../../src/shared/sentences';
import { step, World, type Step } from '../../../support/brokerWorld';

const BEGAN = 1_000;

/** What the trace of these steps calls an error, once everybody has come back and all is read; asked after each step too. */
function errors(steps: readonly Step[]): string[] {
  const clock: Clock = { now: () => world?.harness.now ?? BEGAN, wall: () => 0 };
  let world: World | null = null;
  const trace = new Trace({ trace: 1, maximumBytes: 16 * 1024 * 1024, clock });
  world = new World(trace);
  const told = new Set<string>();
  const look = (): void => {
    for (const { kind, rule, severity, sentence } of trace.findings(null, null, 200).rows) {
      if (severity === 'error') told.add(`${kind} ${rule} ${say(sentence)}`);
    }
  };
  for (const one of steps) {
    world.take(one);
    look();
  }
  world.settle();
  look();
  assert.ok(trace.counts().packets > 0);
  return [...told];
}

describe('clients and a broker that keep the rules', () => {
  it('give no error, whatever they send, in MQTT 3.1, 3.1.1 and 5, over cuts, takeovers, expiry and back pressure', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 150 }), (steps) => assert.deepEqual(errors(steps), [])),
      { numRuns: 300 },
    );
  }).timeout(60_000);
});
