import assert from 'node:assert/strict';

import { Pacer, type Timer } from '../../../src/host/pacer';

const refuse = (message: string | Error): never => {
  throw new Error(`nothing was to be logged, but ${String(message)}`);
};
const silent = { error: refuse, warn: refuse, info: refuse };

/** A timer that runs when the test says so. */
function handTimer(): { readonly timer: Timer; readonly pass: () => void; readonly waiting: () => number } {
  let tasks: (() => void)[] = [];
  return {
    timer: (task) => {
      tasks.push(task);
      return () => (tasks = tasks.filter((other) => other !== task));
    },
    pass: () => {
      for (const task of tasks.splice(0)) task();
    },
    waiting: () => tasks.length,
  };
}

/** Work that ends when the test says so. */
function handWork(): {
  readonly work: () => Promise<void>;
  readonly started: () => number;
  readonly end: () => Promise<void>;
} {
  const ends: (() => void)[] = [];
  let started = 0;
  return {
    work: () => {
      started += 1;
      return new Promise((resolve) => ends.push(resolve));
    },
    started: () => started,
    end: async () => {
      ends.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

describe('Pacer', () => {
  it('runs at once when it is asked for the first time', () => {
    const { work, started } = handWork();
    new Pacer(work, 500, silent, handTimer().timer).ask();
    assert.equal(started(), 1);
  });

  it('makes one run of all that is asked for within the interval', async () => {
    const { work, started, end } = handWork();
    const { timer, pass } = handTimer();
    const pacer = new Pacer(work, 500, silent, timer);
    for (let i = 0; i < 100; i++) pacer.ask();
    await end();
    assert.equal(started(), 1);
    pass();
    assert.equal(started(), 2);
    await end();
    pass();
    assert.equal(started(), 2);
  });

  it('never runs two at a time, however long one takes', async () => {
    const { work, started, end } = handWork();
    const { timer, pass } = handTimer();
    const pacer = new Pacer(work, 500, silent, timer);
    pacer.ask();
    pass();
    pacer.ask();
    assert.equal(started(), 1);
    await end();
    assert.equal(started(), 2);
  });

  it('goes on after work that failed, and reports the failure', async () => {
    const reported: (string | Error)[] = [];
    let runs = 0;
    const { timer, pass } = handTimer();
    const pacer = new Pacer(
      () => {
        runs += 1;
        return Promise.reject(new Error('gone'));
      },
      500,
      { ...silent, error: (error) => reported.push(error) },
      timer,
    );
    pacer.ask();
    await new Promise(setImmediate);
    pass();
    pacer.ask();
    await new Promise(setImmediate);
    assert.equal(runs, 2);
    assert.deepEqual(
      reported.map((error) => (error as Error).message),
      ['gone', 'gone'],
    );
  });

  it('runs nothing and leaves no timer after it was disposed', async () => {
    const { work, started, end } = handWork();
    const { timer, waiting } = handTimer();
    const pacer = new Pacer(work, 500, silent, timer);
    pacer.ask();
    pacer.ask();
    pacer.dispose();
    await end();
    pacer.ask();
    assert.equal(started(), 1);
    assert.equal(waiting(), 0);
  });
});
