/**
 * `npm start`: opens a VS Code with the extension as it was just built, the example folder and the local broker on.
 * On a desktop that is a window; elsewhere, or where the download fails, a server whose address is printed.
 */

import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { CACHE, EXAMPLES, PROJECT } from './paths';
import { exitStatus, stop } from './programs';
import { VSCodeServer } from './vscodeServer/server';
import { writeSettings } from './vscodeServer/settings';

/** Its own profile, kept from one start to the next: what a person sets up there is not touched again. */
const HOME = path.join(CACHE, 'start');

const hasDesktop = (): boolean =>
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

/** The desktop build, or null where it cannot be had. */
async function desktopBuild(): Promise<string | null> {
  try {
    return await downloadAndUnzipVSCode({ cachePath: CACHE });
  } catch (error) {
    console.log(
      `VS Code's desktop build cannot be downloaded (${error instanceof Error ? error.message : String(error)}).`,
    );
    return null;
  }
}

/** Resolves when its window is closed. */
async function openOnDesktop(executable: string): Promise<void> {
  const args = [
    EXAMPLES,
    `--extensionDevelopmentPath=${PROJECT}`,
    `--user-data-dir=${HOME}`,
    `--extensions-dir=${path.join(HOME, 'extensions')}`,
    '--new-window',
    '--skip-welcome',
    '--skip-release-notes',
    // Chromium's sandbox refuses to run for root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const child = spawn(executable, args, { stdio: 'ignore', detached: process.platform !== 'win32' });
  const end = onceInterrupted(() => stop(child));
  await exitStatus(child);
  end();
}

/** Resolves when the server has ended, by Ctrl+C. */
async function openInBrowser(port: number): Promise<void> {
  const server = await VSCodeServer.start({ home: HOME, port, token: randomBytes(16).toString('hex') });
  const end = onceInterrupted(() => server.stop());
  console.log(`\nVS Code with QoScope: ${server.address({ folder: EXAMPLES, extension: PROJECT, tests: null })}`);
  console.log('Open that address in a browser on this machine. Ctrl+C ends it.\n');
  await server.ended();
  end();
}

/** Calls `then` at Ctrl+C, and at a polite kill; the function given back stops listening for them. */
function onceInterrupted(then: () => Promise<void>): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const listener = (): void => void then().catch(report);
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** The number behind `--port`, or 0: the system chooses. */
function wantedPort(args: readonly string[]): number {
  const at = args.indexOf('--port');
  const port = at < 0 ? 0 : Number(args[at + 1]);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port wants a number from 0 to 65535.');
  return port;
}

async function main(): Promise<void> {
  const port = wantedPort(process.argv);
  await writeSettings(HOME, { 'qoscope.localBroker.startOnOpen': true }, { keep: true });
  const executable = hasDesktop() ? await desktopBuild() : null;
  await (executable === null ? openInBrowser(port) : openOnDesktop(executable));
}

main().catch(report);
