/**
 * Brings a whole VS Code (workbench and extension host) from the npm registry, for machines on which the desktop build
 * cannot be downloaded or could not be shown: the package code-server contains one, and it runs without its wrapper.
 */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CACHE } from '../paths';
import { npm } from '../programs';

/** VS Code 1.139.1. */
const SERVER_VERSION = '4.139.1';

/** What that server wants: its extension host is this same Node. */
const NODE_VERSION = '24.21.0';

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
export async function installServer(): Promise<InstalledServer> {
  const home = path.join(CACHE, `server-${SERVER_VERSION}`);
  if (!existsSync(home)) await fetchServer(home);
  return { node: nodeIn(home), folder: serverIn(home) };
}

/** A folder becomes `home` only when it is complete, so an interrupted installation leaves nothing that looks usable. */
async function fetchServer(home: string): Promise<void> {
  console.log(`Fetching VS Code (code-server ${SERVER_VERSION}) into ${path.relative(process.cwd(), home)} …`);
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(path.join(CACHE, 'unfinished-'));
  try {
    await writeFile(path.join(unfinished, 'package.json'), '{ "private": true }\n');
    await npm([...INSTALL, `code-server@${SERVER_VERSION}`, ...nodePackage()], { cwd: unfinished });
    await npm([...INSTALL, '--omit=dev'], { cwd: serverIn(unfinished) });
    await rename(unfinished, home);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

const serverIn = (home: string): string => path.join(home, 'node_modules/code-server/lib/vscode');

const ownNodeFits = (): boolean => process.versions.node.split('.')[0] === NODE_VERSION.split('.')[0];

const nodeName = (): string => `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The package `node` would fetch this one by a script, and scripts are off. */
const nodePackage = (): string[] => (ownNodeFits() ? [] : [`${nodeName()}@${NODE_VERSION}`]);

function nodeIn(home: string): string {
  if (ownNodeFits()) return process.execPath;
  return path.join(home, 'node_modules', nodeName(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
