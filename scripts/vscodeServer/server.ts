/** A running VS Code server, and the addresses under which a browser opens it. */

import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { exitStatus, kill, stop } from '../programs';
import { installServer, VERSIONS } from './install';

/** What the server prints once it listens; the only word about the port that it took. */
const LISTENING = /^Extension host agent listening on (\d+)/;

/** What a server is started with. */
export interface ServerOptions {
  /** Where it keeps settings (User/settings.json), installed extensions and its log: server.log. */
  readonly home: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The word that a browser has to bring; null lets in every program on this machine, which is for tests only. */
  readonly token: string | null;
  /** Which VS Code; the newest by default. */
  readonly version?: keyof typeof VERSIONS;
  /** The language of its windows, for which `home` has a language pack; English by default. */
  readonly language?: string;
  /** Whether folders count as trusted only once the person says so, as a person's own VS Code has it; else all do. */
  readonly asksForTrust?: boolean;
}

/** What a window opens with. */
export interface WindowOptions {
  /** Absolute path of the folder to open. */
  readonly folder: string;
  /** Absolute path of the extension under development. */
  readonly extension: string;
  /** Absolute path of a module whose `run` runs the tests; null opens a window for a person. */
  readonly tests: string | null;
}

/** A VS Code server on 127.0.0.1. */
export class VSCodeServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly token: string | null,
  ) {}

  /** Installs a server where there is none, starts it and resolves when it listens; rejects with its log's place. */
  static async start(options: ServerOptions): Promise<VSCodeServer> {
    const installed = await installServer(VERSIONS[options.version ?? 'newest']);
    await mkdir(options.home, { recursive: true });
    const child = spawn(installed.node, ['out/server-main.js', ...(await settled(options))], {
      cwd: installed.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    process.once('exit', () => kill(child));
    try {
      return new VSCodeServer(child, await portOf(child, path.join(options.home, 'server.log')), options.token);
    } catch (error) {
      await stop(child);
      throw error;
    }
  }

  /** Resolves when the server has ended, for whatever reason. */
  async ended(): Promise<void> {
    await exitStatus(this.child);
  }

  /** The address that opens a window in a browser. */
  address(options: WindowOptions): string {
    const remote = (file: string): string => `vscode-remote://127.0.0.1:${this.port}${file}`;
    const payload: [string, string][] = [
      ['skipWelcome', 'true'],
      ['extensionDevelopmentPath', remote(options.extension)],
    ];
    if (options.tests !== null) payload.push(['extensionTestsPath', remote(options.tests)]);
    const query = new URLSearchParams({ folder: options.folder, payload: JSON.stringify(payload) });
    if (this.token !== null) query.set('tkn', this.token);
    return `http://127.0.0.1:${this.port}/?${query.toString()}`;
  }

  /** Ends the server with its extension hosts. */
  stop(): Promise<void> {
    return stop(this.child);
  }
}

async function settled(options: ServerOptions): Promise<string[]> {
  return [
    // Without the smoke test driver the page ignores the paths of the extension under development and of its tests.
    '--enable-smoke-test-driver',
    '--accept-server-license-terms',
    ...(options.asksForTrust === true ? [] : ['--disable-workspace-trust']),
    ...['--telemetry-level', 'off'],
    ...['--host', '127.0.0.1', '--port', String(options.port)],
    ...['--user-data-dir', options.home, '--extensions-dir', path.join(options.home, 'extensions')],
    ...(options.language === undefined ? [] : ['--locale', options.language]),
    ...(await admission(options)),
  ];
}

/** The token goes through a file that only this user may read: arguments are there for everybody on the machine. */
async function admission({ home, token }: ServerOptions): Promise<string[]> {
  if (token === null) return ['--without-connection-token'];
  const file = path.join(home, 'connection-token');
  await writeFile(file, token, { mode: 0o600 });
  return ['--connection-token-file', file];
}

/**
 * Resolves with the port once the server listens. Its output goes to a file: the native modules that are left out
 * here fill it with stack traces that mean nothing.
 */
function portOf(child: ChildProcessByStdio<null, Readable, Readable>, log: string): Promise<number> {
  const file = createWriteStream(log);
  child.stderr.pipe(file, { end: false });
  child.stdout.pipe(file, { end: false });
  child.once('close', () => file.end());
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`The VS Code server ended with ${code ?? 'a signal'} before it listened. Its log: ${log}`));
    });
    createInterface(child.stdout).on('line', (line) => {
      const port = LISTENING.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}
