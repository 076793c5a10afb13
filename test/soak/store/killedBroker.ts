/** `qoscope broker --store` as it is shipped, in a process that is killed without warning and started again. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { PROJECT } from '../../../scripts/paths';
import { installNode, VERSIONS } from '../../../scripts/vscodeServer/install';
import type { ListeningRecord } from '../../../src/engine/commandLine/records';

/** Built by `npm test` and by `npm run soak:store` first. */
const CLI = path.join(PROJECT, 'dist/cli.js');

/** Resolves with the Node of the newest VS Code, which has node:sqlite; the one that runs the tests need not. */
export function nodeWithSqlite(): Promise<string> {
  return installNode(VERSIONS.newest.node);
}

/** A broker that keeps its state in a folder, and always listens on the port that it was given first. */
export class KilledBroker {
  /** How often it was killed. */
  kills = 0;
  /** Resolves once it listens, after a kill once it does so again. */
  private up: Promise<void> = Promise.resolve();

  private constructor(
    private readonly node: string,
    private readonly directory: string,
    private child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(directory: string): Promise<KilledBroker> {
    const node = await nodeWithSqlite();
    const { child, port } = await launch(node, directory, 0);
    return new KilledBroker(node, directory, child, port);
  }

  /** Ends it by SIGKILL and starts it again. Resolves once it listens. */
  kill(): Promise<void> {
    this.kills++;
    this.up = this.revive();
    return this.up;
  }

  /** Resolves once it listens. */
  revived(): Promise<void> {
    return this.up;
  }

  /** Ends it as a person does, and resolves with its exit status. */
  async stop(): Promise<number | null> {
    await this.up;
    return end(this.child, 'SIGTERM');
  }

  private async revive(): Promise<void> {
    await end(this.child, 'SIGKILL');
    const { child } = await launch(this.node, this.directory, this.port);
    this.child = child;
  }
}

async function launch(node: string, directory: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const words = ['broker', '--port', String(port), '--store', directory, '--json'];
  const child = spawn(node, [CLI, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)]);
  if (first === null) throw new Error('The broker ended before it listened.');
  // What else it prints is read and dropped: it must not wait for a reader.
  lines.close();
  child.stdout.resume();
  const listening = JSON.parse(String(first[0])) as ListeningRecord;
  return { child, port: listening.port };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
  return child.exitCode;
}
