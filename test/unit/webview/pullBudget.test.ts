import assert from 'node:assert/strict';

import { Latest } from '../../../webview/latest';
import { PullBudget, type Turns } from '../../../webview/pullBudget';
import { Refresher } from '../../../webview/refresher';

/** Time that a test moves. */
class MovedTurns implements Turns {
  private time = 0;
  private readonly waiting: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, run: () => void): void {
    this.waiting.push({ at: this.time + milliseconds, run });
  }

  /** Moves the clock, runs what falls due on the way, and lets promises settle. */
  async move(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const next = this.waiting.sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.waiting.shift();
      this.time = next.at;
      next.run();
    }
    this.time = end;
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the budget of pulls', () => {
  it('lets twenty through in a second and the next ones in the second after', async () => {
    const turns = new MovedTurns();
    const budget = new PullBudget(20, turns);
    let through = 0;
    for (let i = 0; i < 50; i++) void budget.take().then(() => through++);
    await turns.move(999);
    assert.equal(through, 20);
    await turns.move(1);
    assert.equal(through, 40);
    await turns.move(1000);
    assert.equal(through, 50);
  });

  it('never lets more through in any second, wherever that second begins', async () => {
    const turns = new MovedTurns();
    const budget = new PullBudget(20, turns);
    const at: number[] = [];
    const ask = () => void budget.take().then(() => at.push(turns.now()));
    for (let i = 0; i < 120; i++) turns.after(i * 17, ask);
    await turns.move(10_000);
    assert.equal(at.length, 120);
    at.forEach((time, i) => assert.ok(i < 20 || time - (at[i - 20] ?? 0) >= 1000, `pull ${i} at ${time}`));
  });
});

/** A view that counts its refreshes. */
class CountedView {
  readonly interval = 100;
  readonly prompt = 20;
  refreshes = 0;
  visible = true;
  current = 1;
  problems: unknown[] = [];
  answer: () => Promise<void> = () => Promise.resolve();
  isVisible = () => this.visible;
  version = () => this.current;
  onProblem = (error: unknown) => void this.problems.push(error);
  refresh = () => {
    this.refreshes++;
    return this.answer();
  };
}

describe('the latest of many values', () => {
  it('is handed on at once, then at most once in an interval, and the last one in any case', async () => {
    const turns = new MovedTurns();
    const taken: string[] = [];
    const latest = new Latest<number>(100, turns, (value) => taken.push(`${value} at ${turns.now()}`));
    for (let value = 1; value <= 25; value++) {
      latest.hear(value);
      await turns.move(10);
    }
    await turns.move(1000);
    latest.hear(26);
    assert.deepEqual(taken, ['1 at 0', '10 at 100', '20 at 200', '25 at 300', '26 at 1250']);
  });
});

describe('keeping a view up to date', () => {
  it('does not pull a version that it has shown', async () => {
    const [turns, view] = [new MovedTurns(), new CountedView()];
    const refresher = new Refresher(view, turns);
    refresher.poke();
    await turns.move(1000);
    refresher.poke();
    await turns.move(1000);
    assert.equal(view.refreshes, 1);
  });

  it('does not pull for a view that nobody sees, and pulls when it is seen again', async () => {
    const [turns, view] = [new MovedTurns(), new CountedView()];
    const refresher = new Refresher(view, turns);
    view.visible = false;
    refresher.poke();
    await turns.move(1000);
    assert.equal(view.refreshes, 0);
    view.visible = true;
    refresher.poke();
    await turns.move(0);
    assert.equal(view.refreshes, 1);
  });

  it('pulls once in an interval however often versions come, and shows the last', async () => {
    const [turns, view] = [new MovedTurns(), new CountedView()];
    const refresher = new Refresher(view, turns);
    for (let i = 0; i < 50; i++) {
      view.current++;
      refresher.poke();
      await turns.move(10);
    }
    await turns.move(100);
    assert.equal(view.refreshes, 6);
  });

  it('starts no second pull while one is under way, and then takes the newer version', async () => {
    const [turns, view] = [new MovedTurns(), new CountedView()];
    const refresher = new Refresher(view, turns);
    let finish: () => void = () => undefined;
    view.answer = () => new Promise((resolve) => (finish = resolve));
    refresher.poke();
    view.current++;
    refresher.poke();
    await turns.move(1000);
    assert.equal(view.refreshes, 1);
    finish();
    await turns.move(0);
    assert.equal(view.refreshes, 2);
  });

  it('is prompt where a person wants another part, although a later look is due', async () => {
    const [turns, view] = [new MovedTurns(), new CountedView()];
    const refresher = new Refresher(view, turns);
    refresher.poke();
    await turns.move(5);
    view.current++;
    refresher.poke();
    refresher.invalidate();
    await turns.move(14);
    assert.equal(view.refreshes, 1);
    await turns.move(1);
    assert.equal(view.refreshes, 2);
    await turns.move(1000);
    assert.equal(view.refreshes, 2, 'the later look finds nothing new');
  });

  it('hands on an error and asks again only when told to or for another version', async () => {
    const [turns, view] = [new MovedTurns(), new CountedView()];
    const refresher = new Refresher(view, turns);
    view.answer = () => Promise.reject(new Error('gone'));
    refresher.poke();
    await turns.move(1000);
    assert.deepEqual([view.refreshes, view.problems.length], [1, 1]);
    refresher.invalidate();
    await turns.move(1000);
    assert.equal(view.refreshes, 2);
  });
});
