/** Ends a wait in which nothing happens any more: a broker that has lost messages would be waited for without end. */

/** How often it is looked whether something has happened, in milliseconds. */
const LOOK = 250;

/** Resolves with true when `completed` does, or with false once `progress` has given the same number for `milliseconds`. */
export async function completedOrIdle(
  completed: Promise<void>,
  progress: () => number,
  milliseconds: number,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<false>((resolve) => {
    let last = progress();
    let since = performance.now();
    timer = setInterval(() => {
      const now = performance.now();
      const current = progress();
      if (current !== last) {
        last = current;
        since = now;
      } else if (now - since >= milliseconds) resolve(false);
    }, LOOK);
  });
  try {
    return await Promise.race([completed.then(() => true as const), idle]);
  } finally {
    clearInterval(timer);
  }
}
