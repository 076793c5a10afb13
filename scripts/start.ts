/**
 * `npm start`: opens a VS Code with the extension as it was just built, the example folder and the local broker on.
 * On a desktop that is a window; elsewhere, or where the download fails, a server whose address is printed.
 */

import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { CACHE, EXAMPLES, PROJECT } from './paths';
import { exitStatus, stop } from './programs';
import { VSCodeServer } from './vscodeServer/server';
import { writeSettings } from './vscodeServer/settings';

/** Shows the extension's views from the first moment. Installed beside it: a browser's window develops one extension. */
const OPENER = path.join(PROJECT, 'scripts/opener');

/** What the command line says. */
interface Wishes {
  /** Port of the server; 0 lets the system choose. */
  readonly port: number;
  /** VS Code's own profile, kept from one start to the next: what a person sets up there is not touched again. */
  readonly profile: string;
}

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
async function openOnDesktop(executable: string, { profile }: Wishes): Promise<void> {
  const args = [
    EXAMPLES,
    `--extensionDevelopmentPath=${PROJECT}`,
    `--user-data-dir=${profile}`,
    `--extensions-dir=${path.join(profile, 'extensions')}`,
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
async function openInBrowser({ port, profile }: Wishes): Promise<void> {
  const server = await VSCodeServer.start({ home: profile, port, token: randomBytes(16).toString('hex') });
  const end = onceInterrupted(() => server.stop());
  const address = server.address({ folder: EXAMPLES, extension: PROJECT, tests: null });
  console.log(`\nVS Code with QoScope: ${address}`);
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

/** @throws Error where the words make no sense */
function wishes(): Wishes {
  const { values } = parseArgs({ options: { port: { type: 'string' }, profile: { type: 'string' } } });
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port wants a number from 0 to 65535.');
  return { port, profile: path.resolve(values.profile ?? path.join(CACHE, 'start')) };
}

async function main(): Promise<void> {
  const wanted = wishes();
  await writeSettings(wanted.profile, { 'qoscope.localBroker.startOnOpen': true }, { keep: true });
  await cp(OPENER, path.join(wanted.profile, 'extensions/qoscope.opener-0.0.0'), { recursive: true });
  const executable = hasDesktop() ? await desktopBuild() : null;
  await (executable === null ? openInBrowser(wanted) : openOnDesktop(executable, wanted));
}

main().catch(report);
