/** Bounds the whole run and each step of it: a broker that hangs costs its step, not the night. */

/** Why a step has no figures. */
export class OutOfTime extends Error {}

/** Counts down from its making. */
export class Deadline {
  private readonly at: number;

  constructor(seconds: number) {
    this.at = performance.now() + seconds * 1_000;
  }

  /** What `run` gives; rejects with OutOfTime after `seconds`, or at the deadline. `run` itself goes on: end its broker. */
  async bound<T>(seconds: number, run: () => Promise<T>): Promise<T> {
    const milliseconds = Math.min(seconds * 1_000, this.at - performance.now());
    if (milliseconds <= 0) throw new OutOfTime('not begun: the run has used its time');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const error = new OutOfTime(`not done within ${Math.round(milliseconds / 1_000)} s`);
      timer = setTimeout(() => reject(error), milliseconds);
    });
    try {
      return await Promise.race([run(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
