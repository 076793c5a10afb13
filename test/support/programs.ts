/** Starts real MQTT programs and collects what they print; each is ended by its own process id. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A program that a test runs beside the broker. */
export class Program {
  private text = '';
  private readonly waiting = new Set<() => void>();
  private ended = false;

  private constructor(
    private readonly command: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.text += chunk;
        for (const look of [...this.waiting]) look();
      });
    }
    child.once('close', () => {
      this.ended = true;
      for (const look of [...this.waiting]) look();
    });
  }

  /** Rejects where the program does not exist, with the Debian package that brings it. */
  static async start(command: string, args: readonly string[], debianPackage: string): Promise<Program> {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONUNBUFFERED: '1' },
    });
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new Error(`${command} could not be started. Install the Debian package ${debianPackage}.`, { cause });
    }
    return new Program([command, ...args].join(' '), child);
  }

  /** All that it has printed. */
  get output(): string {
    return this.text;
  }

  /** Resolves once its output matches; rejects when it ends without. */
  printed(pattern: RegExp): Promise<void> {
    return this.until(() => {
      if (pattern.test(this.text)) return true;
      if (this.ended) throw new Error(`${this.command} ended without printing ${pattern.source}:\n${this.text}`);
      return false;
    });
  }

  /** Resolves with its output when it has ended with status 0. */
  async succeeded(): Promise<string> {
    await this.until(() => this.ended);
    if (this.child.exitCode !== 0) {
      throw new Error(
        `${this.command} ended with ${this.child.exitCode ?? this.child.signalCode ?? '?'}:\n${this.text}`,
      );
    }
    return this.text;
  }

  /**
   * Ends it and waits until it is gone. At once, and not by SIGTERM: mosquitto_sub disconnects inside its signal handler
   * and waits for its own lock for ever where the signal comes while it reads.
   */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!this.ended) this.child.kill(signal);
    await this.until(() => this.ended);
  }

  private until(wanted: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        try {
          if (!wanted()) return;
          resolve();
        } catch (cause) {
          reject(cause instanceof Error ? cause : new Error(String(cause)));
        }
        this.waiting.delete(look);
      };
      this.waiting.add(look);
      look();
    });
  }
}
