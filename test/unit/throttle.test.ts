import assert from 'node:assert/strict';

import { Throttle } from '../../src/engine/throttle';
import { MovedTimers } from '../support/movedTimers';

function throttle(): { readonly throttle: Throttle; readonly timers: MovedTimers; readonly runs: number[] } {
  const timers = new MovedTimers();
  const runs: number[] = [];
  return { throttle: new Throttle(50, timers, () => runs.push(timers.now())), timers, runs };
}

describe('Throttle', () => {
  it('runs at once where nothing ran in the last interval', () => {
    const { throttle: notices, timers, runs } = throttle();
    notices.ask();
    timers.advance(60);
    notices.ask();
    assert.deepEqual(runs, [0, 60]);
  });

  it('runs at most once in an interval, and always after the last question', () => {
    const { throttle: notices, timers, runs } = throttle();
    for (let i = 0; i < 20; i++) {
      notices.ask();
      timers.advance(10);
    }
    timers.advance(1_000);
    assert.deepEqual(runs, [0, 50, 100, 150, 200]);
  });

  it('tells at once what a longer interval held back, and keeps to the shorter one from there', () => {
    const { throttle: notices, timers, runs } = throttle();
    notices.setInterval(1000);
    for (let i = 0; i < 2; i++) notices.ask();
    timers.advance(300);
    notices.setInterval(50);
    for (let i = 0; i < 2; i++) notices.ask();
    timers.advance(1_000);
    assert.deepEqual(runs, [0, 300, 350]);
  });

  it('lets the turn that runs end before a longer interval holds', () => {
    const { throttle: notices, timers, runs } = throttle();
    notices.ask();
    notices.setInterval(1000);
    for (let i = 0; i < 30; i++) {
      notices.ask();
      timers.advance(50);
    }
    assert.deepEqual(runs, [0, 50, 1050]);
  });

  it('leaves no timer behind once all is told', () => {
    const { throttle: notices, timers } = throttle();
    notices.ask();
    timers.advance(50);
    assert.equal(timers.pending, 0);
  });

  it('runs no more after it is closed', () => {
    const { throttle: notices, timers, runs } = throttle();
    notices.ask();
    notices.ask();
    notices.close();
    notices.ask();
    timers.advance(1_000);
    assert.deepEqual(runs, [0]);
    assert.equal(timers.pending, 0);
  });
});
