/** What axe-core finds in a page, as lines that a test can compare. */

import { readFileSync } from 'node:fs';

import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const OPTIONS: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
};

/** Resolves once the toolkit's elements, which come behind the first rows, have their styles: a frame after they are known. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await customElements.whenDefined('vscode-button');
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  });
}

/** Each violation as "rule: node", once for each node, sorted. The script comes past the page's policy, as a debugger's does. */
export async function violations(page: Page): Promise<readonly string[]> {
  await settled(page);
  await page.evaluate(SOURCE);
  const found = await page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    const results = await axe.run(options);
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => {
        const contrast = any.find((check) => check.id === 'color-contrast')?.data as
          { fgColor?: string; bgColor?: string; contrastRatio?: number } | undefined;
        const colours = contrast === undefined ? '' : ` ${contrast.fgColor} on ${contrast.bgColor}`;
        return `${id}: ${target.flat().join(' ')}${colours}`;
      }),
    );
  }, OPTIONS);
  return [...found].sort();
}
