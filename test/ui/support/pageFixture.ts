/** One page per test, in one browser for a file, with what tests say of it in short. */

import assert from 'node:assert/strict';

import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

import { launchChromium } from '../../support/chromium';
import { FakeHost } from './fakeHost';
import type { FakeTrace } from './fakeTrace';
import { servePage, type PageServer } from './pageServer';
import type { ThemeName } from './themes';

/** The rows of the list of deliveries that are nodes now. */
export const DELIVERY_ROWS = '.list-deliveries .list-rows > .row';

/** Those of them that are read. */
const READ_ROWS = `${DELIVERY_ROWS}:not(.absent)`;

/** Milliseconds until what a test waits for is given up. */
const PATIENCE = 10_000;

/** How a page is opened. */
export interface Opening {
  readonly prepare?: (host: FakeHost) => void;
  readonly theme?: ThemeName;
  /** What is waited for; a delivery that is read where nothing is said. */
  readonly first?: string;
}

/** The page of the test that runs. */
export class PageFixture {
  private server: PageServer | null = null;
  private browser: Browser | null = null;
  private openContext: BrowserContext | null = null;
  private openHost: FakeHost | null = null;

  /** The browser's context; scripts may be added to it before `open`. */
  get context(): BrowserContext {
    assert.ok(this.openContext !== null);
    return this.openContext;
  }

  get host(): FakeHost {
    assert.ok(this.openHost !== null);
    return this.openHost;
  }

  get page(): Page {
    return this.host.page;
  }

  /** Opens the page on a trace and waits for what it draws first. */
  async open(trace: FakeTrace, { prepare, theme, first = READ_ROWS }: Opening = {}): Promise<void> {
    assert.ok(this.server !== null);
    this.openHost = await FakeHost.open(this.context, this.server, trace, prepare, theme);
    await this.page.locator(first).first().waitFor();
  }

  row(delivery: number): Locator {
    return this.page.locator(`#deliveries-${delivery}`);
  }

  list(): Locator {
    return this.page.getByRole('grid', { name: 'Deliveries' });
  }

  detail(): Locator {
    return this.page.locator('.detail');
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name: new RegExp(name, 'i') });
  }

  /** Moves the page's clock, which was installed before it was opened, and hears all that it then says to the host. */
  async letPass(milliseconds: number): Promise<void> {
    await this.page.clock.runFor(milliseconds);
    await this.page.evaluate(() => Promise.resolve());
  }

  /** Resolves once `check` holds, which is looked at once a frame. */
  async until(check: () => boolean | Promise<boolean>): Promise<void> {
    await this.untilNone(async () => ((await check()) ? [] : [`waited in vain for ${check.toString()}`]));
  }

  /** Resolves once `look`, called once a frame, finds nothing that is not as it should be; else fails with what is left. */
  async untilNone(look: () => Promise<readonly string[]>): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    for (let left = await look(); left.length > 0; left = await look()) {
      if (performance.now() >= deadline) assert.deepEqual(left, []);
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }

  async startBrowser(): Promise<void> {
    this.server = await servePage();
    this.browser = await launchChromium();
  }

  async stopBrowser(): Promise<void> {
    await this.browser?.close();
    await this.server?.close();
  }

  async begin(): Promise<void> {
    assert.ok(this.browser !== null);
    this.openContext = await this.browser.newContext({ viewport: { width: 1200, height: 400 } });
    this.openContext.setDefaultTimeout(PATIENCE);
  }

  async end(): Promise<void> {
    const complaints = this.openHost?.complaints ?? [];
    await this.openHost?.close();
    await this.openContext?.close();
    this.openHost = null;
    assert.deepEqual(complaints, [], 'the browser reported nothing, no violation of the policy either');
  }
}

/** A fixture for the describe that this is called in. */
export function usePage(): PageFixture {
  const fixture = new PageFixture();
  before(() => fixture.startBrowser());
  after(() => fixture.stopBrowser());
  beforeEach(() => fixture.begin());
  afterEach(() => fixture.end());
  return fixture;
}
