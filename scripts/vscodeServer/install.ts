/**
 * Brings a whole VS Code (workbench and extension host) from the npm registry, for machines on which the desktop build
 * cannot be downloaded or could not be shown: the package code-server contains one, and it runs without its wrapper.
 */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CACHE } from '../paths';
import { npm } from '../programs';

/** A server and the Node that its extension host was made for. */
interface Version {
  readonly server: string;
  readonly node: string;
}

/** Which VS Code: the newest is 1.139.1, the lowest the one that package.json promises to run on, 1.104. */
export const VERSIONS = {
  newest: { server: '4.139.1', node: '24.21.0' },
  lowest: { server: '4.104.0', node: '22.21.1' },
} as const satisfies Record<string, Version>;

/** Scripts stay off: they would compile native modules, which only log files and terminals need. */
const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** A VS Code server on this disk. */
export interface InstalledServer {
  /** The Node that runs it. */
  readonly node: string;
  /** The folder with out/server-main.js. */
  readonly folder: string;
}

/** Resolves with the server, which it fetches on the first call (about 600 MB on the disk). Rejects where npm cannot. */
export async function installServer(version: Version): Promise<InstalledServer> {
  const home = await installed(`code-server@${version.server}`, async (unfinished) => {
    await npm([...INSTALL, '--omit=dev'], { cwd: serverIn(unfinished) });
  });
  return { node: await installNode(version.node), folder: serverIn(home) };
}

const serverIn = (home: string): string => path.join(home, 'node_modules/code-server/lib/vscode');

/** This process's own Node where it is of that major version, else one from the registry. */
export async function installNode(version: string): Promise<string> {
  if (process.versions.node.split('.')[0] === version.split('.')[0]) return process.execPath;
  const windows = process.platform === 'win32';
  // The package `node` fetches this one by a script, and scripts are off.
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const home = await installed(`${name}@${version}`);
  return path.join(home, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
}

/**
 * Resolves with the folder that holds this package. It gets its name only when it is complete, so an interrupted
 * installation leaves nothing that looks usable.
 */
async function installed(wanted: string, complete?: (unfinished: string) => Promise<void>): Promise<string> {
  const home = path.join(CACHE, wanted);
  if (existsSync(home)) return home;
  console.log(`Fetching ${wanted} into ${path.relative(process.cwd(), home)} …`);
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(path.join(CACHE, 'unfinished-'));
  try {
    await writeFile(path.join(unfinished, 'package.json'), '{ "private": true }\n');
    await npm([...INSTALL, wanted], { cwd: unfinished });
    await complete?.(unfinished);
    await rename(unfinished, home);
  } catch (error) {
    // Another run may have been faster: what it made is as good.
    if (!existsSync(home)) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return home;
}
