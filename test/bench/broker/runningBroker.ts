/** A broker in a process of its own, and how it is started, asked and ended. */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A broker that listens on loopback. */
export interface RunningBroker {
  /** Name and version, for the tables. */
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** Whether it has a store: sessions are then to be kept, since it stores no others. */
  readonly stores?: boolean;
  /** Ends the process and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a program of Node, this one or another, that says `{ port }` first; rejects where it ends before. */
export async function forkBroker(
  file: string,
  args: readonly string[],
  execArgv: readonly string[],
  node = process.execPath,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(file, [...args], {
    execPath: node,
    execArgv: [...execArgv],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { port } = (await answer(child)) as { readonly port: number };
  return { child, port };
}

/** The child's next message; rejects where it ends before. */
export async function answer(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', { signal: ended.signal }).then(([message]: unknown[]) => message),
      once(child, 'exit', { signal: ended.signal }).then(() => {
        throw new Error(`${child.spawnfile} ${child.spawnargs.slice(1).join(' ')} ended before it answered.`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}

/** Ends a child by its own id; one that ignores the closed channel is killed after two seconds. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (child.connected) child.disconnect();
  else child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await gone;
  clearTimeout(impatient);
}
