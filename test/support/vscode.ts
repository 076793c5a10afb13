/** A real VS Code in a headless Chromium, for tests that click and look. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { EXAMPLES, PROJECT } from '../../scripts/paths';
import { VSCodeServer, type ServerOptions } from '../../scripts/vscodeServer/server';
import { writeSettings, type Settings } from '../../scripts/vscodeServer/settings';
import { launchChromium } from './chromium';
import { writeLanguagePack } from './languagePack';

/** The themes that the extension is looked at in. */
export type Theme =
  'Default Dark Modern' | 'Default Light Modern' | 'Default High Contrast' | 'Default High Contrast Light';

/** What a VS Code opens with; all of it can be left out. */
export interface VSCodeOptions {
  /** Absolute path of the folder to open; the examples by default. */
  readonly folder?: string;
  /** Absolute path of the extension; the source tree by default. */
  readonly extension?: string;
  /** User settings beside the quiet ones. */
  readonly settings?: Settings;
  readonly theme?: Theme;
  /** As VS Code writes it, "zh-cn"; English by default. */
  readonly language?: string;
  /** Opens the folder untrusted, in Restricted Mode, without a question; trusted by default. */
  readonly restricted?: boolean;
  /** What the extension's view container is called in that language. */
  readonly container?: string;
  /** Given the server's folder before it starts: what it writes into `extensions` there is installed beside ours. */
  readonly prepare?: (home: string) => Promise<void>;
  /** Size of the window in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** The extension's entry in the activity bar. */
const CONTAINER = 'MQTT QoS';

/** Folders are opened untrusted, and only the banner on top of the window asks whether they may be trusted. */
const RESTRICTED: Settings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'always',
};

/**
 * What takes the focus a moment after a step that was waited for, as a row that is revealed does, would close what the next
 * step has opened: a person is never as fast.
 */
const PATIENT: Settings = { 'workbench.quickOpen.closeOnFocusLost': false };

/** Milliseconds until a fresh workbench has drawn itself: 5 to 10 s on an idle machine. */
const FIRST_LOAD = 60_000;

/** A server with a profile of its own in a folder that goes with it. */
export class TestServer {
  private constructor(
    private readonly home: string,
    readonly server: VSCodeServer,
  ) {}

  /** Starts a server with these user settings. Close it. */
  static async start(
    settings: Settings,
    options: Pick<ServerOptions, 'version' | 'language' | 'asksForTrust'> = {},
    prepare?: VSCodeOptions['prepare'],
  ): Promise<TestServer> {
    const home = await mkdtemp(path.join(tmpdir(), 'qoscope-vscode-'));
    await prepare?.(home);
    await writeSettings(home, settings, { keep: false });
    if (options.language !== undefined) await writeLanguagePack(home, options.language);
    return new TestServer(home, await VSCodeServer.start({ home, port: 0, token: null, ...options }));
  }

  /** Ends it and deletes its folder. */
  async close(): Promise<void> {
    await this.server.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}

/** A window of VS Code. */
export class VSCodeWindow {
  private constructor(
    private readonly testServer: TestServer,
    private readonly browser: Browser,
    /** Playwright's page of the whole workbench. */
    readonly page: Page,
  ) {}

  /** Opens a window and resolves when the extension's contributions stand in it. Close it. */
  static async open(options: VSCodeOptions = {}): Promise<VSCodeWindow> {
    const theme = { 'workbench.colorTheme': options.theme ?? 'Default Dark Modern' };
    const { language, restricted = false } = options;
    const testServer = await TestServer.start(
      { ...PATIENT, ...theme, ...(restricted ? RESTRICTED : {}), ...options.settings },
      { asksForTrust: restricted, ...(language === undefined ? {} : { language }) },
      options.prepare,
    );
    const browser = await launchChromium();
    const page = await browser.newPage({
      viewport: options.size ?? { width: 1440, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { folder = EXAMPLES, extension = PROJECT } = options;
    await page.goto(testServer.server.address({ folder, extension, tests: null }));
    // What the manifest contributes comes a moment after the workbench: the view container shows that it is there.
    await page.getByRole('tab', { name: options.container ?? CONTAINER }).waitFor({ timeout: FIRST_LOAD });
    return new VSCodeWindow(testServer, browser, page);
  }

  /** Runs a command as a person does: F1, its title with its category ("MQTT: Start Local Broker"), Enter. */
  async runCommand(title: string): Promise<void> {
    await this.typeCommand(title);
    await this.palette.press('Enter');
  }

  /** Types it into the palette and stops before the Enter that runs it. */
  async typeCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.palette.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
  }

  /** Where the palette is typed into; a press at it comes there wherever the focus has gone. */
  private get palette(): ReturnType<Page['locator']> {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** The entry of the status bar that holds this text. */
  statusBar(text: string | RegExp): ReturnType<Page['locator']> {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** The document inside the first webview that is open. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  }

  /** Saves what the window shows as a PNG file. */
  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  /** Closes the browser, then the server with its extension host. */
  async close(): Promise<void> {
    await this.browser.close();
    await this.testServer.close();
  }
}
