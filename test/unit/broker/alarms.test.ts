import assert from 'node:assert/strict';

import fc from 'fast-check';

import { Alarms, type Alarm } from '../../../src/engine/broker/alarms';

describe('Alarms', function () {
  this.timeout(20_000);

  it('ring in the order of their time, each once, and not those that were cancelled', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ set: fc.nat(1_000) }) },
      { weight: 4, arbitrary: fc.record({ cancel: fc.nat(300) }) },
      { weight: 1, arbitrary: fc.record({ ring: fc.nat(300) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        const alarms = new Alarms();
        const made: Alarm[] = [];
        let waiting: number[] = [];
        let rung: number[] = [];
        let now = 0;
        for (const one of steps) {
          if ('set' in one) {
            const at = now + one.set;
            waiting.push(at);
            made.push(alarms.set(at, () => rung.push(at)));
          } else if ('cancel' in one) {
            const alarm = made[one.cancel];
            if (alarm === undefined) continue;
            if (alarm.ring !== null) waiting.splice(waiting.indexOf(alarm.at), 1);
            alarms.cancel(alarm);
          } else {
            now += one.ring;
            rung = [];
            alarms.ring(now);
            const due = waiting.filter((at) => at <= now).sort((a, b) => a - b);
            assert.deepEqual(rung, due);
            waiting = waiting.filter((at) => at > now);
          }
          assert.equal(alarms.next, waiting.length === 0 ? null : Math.min(...waiting));
        }
      }),
    );
  });

  it('that are set while others ring do so in the same call where they are due', () => {
    const alarms = new Alarms();
    const rung: string[] = [];
    alarms.set(1, () => {
      rung.push('first');
      alarms.set(2, () => rung.push('second'));
      alarms.set(9, () => rung.push('later'));
    });
    alarms.ring(5);
    assert.deepEqual(rung, ['first', 'second']);
    assert.equal(alarms.next, 9);
  });

  it('that were cancelled do not pile up', () => {
    const alarms = new Alarms();
    alarms.set(1e9, () => undefined);
    for (let i = 0; i < 10_000; i++) alarms.cancel(alarms.set(1e6 + i, () => undefined));
    assert.ok(JSON.stringify(alarms).length < 20_000);
    assert.equal(alarms.next, 1e9);
  });
});
