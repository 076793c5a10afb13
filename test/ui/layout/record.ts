/** `npm run record:layout`: keeps the page's layout as it is now, for test/ui/layout.test.ts. Look at the pictures first. */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { PROJECT } from '../../../scripts/paths';
import { launchChromium } from '../../support/chromium';
import { FakeHost } from '../support/fakeHost';
import { servePage } from '../support/pageServer';
import { factoryScene } from '../support/scene';
import { boxesOf, VIEWS, type Boxes } from './boxes';

/** Where the pictures of the last recording stand; git ignores them. */
const PICTURES = path.join(PROJECT, 'test/ui/actual');

async function main(): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  const server = await servePage();
  const browser = await launchChromium();
  const kept: Record<string, Boxes> = {};
  for (const { name, theme, size, tab, delivery, first } of VIEWS) {
    const context = await browser.newContext({ viewport: size });
    const prepare = (fake: FakeHost): void => {
      fake.state = { tab, delivery };
    };
    const host = await FakeHost.open(context, server, factoryScene(), prepare, theme);
    await host.page.locator(first).first().waitFor();
    kept[name] = await boxesOf(host.page);
    await host.page.screenshot({ path: path.join(PICTURES, `${name.replace(/\W+/g, '-')}.png`) });
    await context.close();
  }
  await browser.close();
  await server.close();
  const lines = Object.entries(kept).map(([name, boxes]) => {
    const parts = Object.entries(boxes).map(([part, box]) => `    ${JSON.stringify(part)}: [${box.join(', ')}]`);
    return `  ${JSON.stringify(name)}: {\n${parts.join(',\n')}\n  }`;
  });
  await writeFile(path.join(PROJECT, 'test/ui/layout/kept.json'), `{\n${lines.join(',\n')}\n}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
