/** A page in a frame of its made-up host, both in one browser. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';

import { PROJECT } from '../../../scripts/paths';
import { startOf, UNUSED_PAGE } from '../../ui/support/pagePipe';
import type { PageServer } from '../../ui/support/pageServer';
import type { MadeUpHost } from './madeUpHost';
import { probePages } from './pageProbe';

type HostWindow = Window & { readonly host: MadeUpHost };

/** The page's size, in CSS pixels: a wide panel. */
const SIZE = { width: 1200, height: 900 };

/** Serves the outer frame. */
export interface HostServer {
  /** Of another site than the page's, which is on 127.0.0.1. */
  readonly address: string;
  close(): Promise<void>;
}

/** Bundles the host's script and serves it on a port of the system's choice. */
export async function serveHost(): Promise<HostServer> {
  const { outputFiles } = await build({
    absWorkingDir: PROJECT,
    entryPoints: [path.join('test', 'bench', 'ui', 'madeUpHost.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
  });
  const html = `<!doctype html><meta charset="utf-8"><title>Host</title>
<style>html, body, iframe { display: block; width: 100%; height: 100%; margin: 0; border: none; }</style>
<body><script>${outputFiles[0]?.text ?? ''}</script></body>`;
  const server = createServer((request, response) => {
    if (request.url === '/') response.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
    else response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://localhost:${port}/`, close: () => closed(server) };
}

/** An open page with its host. */
export class FramedPage {
  private constructor(
    private readonly context: BrowserContext,
    /** The outer frame, which has the mouse and the keyboard. */
    readonly outer: Page,
    /** The page itself. */
    readonly frame: Frame,
  ) {}

  /** Opens the page on so many deliveries; it may not have drawn yet. */
  static async open(browser: Browser, pages: PageServer, hosts: HostServer, deliveries: number): Promise<FramedPage> {
    const context = await browser.newContext({ viewport: SIZE });
    await probePages(context);
    await context.addInitScript(() => {
      if (window === window.parent) return;
      const postMessage = (message: unknown): void => window.parent.postMessage(message, '*');
      const state = { getState: () => undefined, setState: () => undefined };
      Object.assign(window, { acquireVsCodeApi: () => ({ postMessage, ...state }) });
    });
    const outer = await context.newPage();
    await outer.goto(hosts.address);
    const address = pages.address('dark', startOf(UNUSED_PAGE));
    const navigated = outer.waitForEvent('framenavigated', (frame) => frame.url() === address);
    await outer.evaluate(
      ({ address, deliveries }) => (window as unknown as HostWindow).host.open(address, deliveries),
      { address, deliveries },
    );
    return new FramedPage(context, outer, await navigated);
  }

  /** Lets the trace grow from now on. */
  load(packetsPerSecond: number): Promise<void> {
    return this.outer.evaluate((packets) => (window as unknown as HostWindow).host.load(packets), packetsPerSecond);
  }

  /** How many events and answers the host has sent. */
  sent(): Promise<{ readonly events: number; readonly answers: number }> {
    return this.outer.evaluate(() => (window as unknown as HostWindow).host.sent());
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
