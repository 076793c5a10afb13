/** Starts other programs, waits for them and ends them by their own process id. */

import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds that a program gets to end by itself before it is killed. */
const PATIENCE = 5_000;

/** npm's own script: called through Node, since `npm` is a batch file on Windows and needs a shell there. */
const NPM_SCRIPT = process.env.npm_execpath;

/**
 * Runs a program to its end with this process's own output.
 * @throws Error with the command line and the exit status, where that is not 0
 */
export async function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<void> {
  const status = await exitStatus(spawn(command, args, { stdio: 'inherit', ...options }));
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${String(status)}`);
}

/** Runs npm to its end, as `run` does. */
export function npm(args: readonly string[], options: SpawnOptions = {}): Promise<void> {
  if (NPM_SCRIPT === undefined) return run('npm', args, { shell: process.platform === 'win32', ...options });
  return run(process.execPath, [NPM_SCRIPT, ...args], options);
}

/** Resolves with the exit status, or the signal that ended it; rejects where it could not be started. */
export async function exitStatus(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode;
}

/**
 * Ends a program and what it started, and resolves when it is gone. Give it a process group of its own
 * (`detached: true`): on Windows, which has none, only the program itself is ended.
 */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const ended = exitStatus(child);
  signalGroup(child, 'SIGTERM');
  const impatient = setTimeout(kill, PATIENCE, child);
  await ended;
  clearTimeout(impatient);
}

/** Ends a program and what it started at once: for the last moment of this process, which cannot wait. */
export function kill(child: ChildProcess): void {
  signalGroup(child, 'SIGKILL');
}

function signalGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(process.platform === 'win32' ? pid : -pid, signal);
}
