/** Where the parts of the page stand: the places of boxes that follow from the layout, and not from the width of words. */

import type { Page } from 'playwright-core';

import type { PageTab } from '../../../src/shared/panelApi';
import type { ThemeName } from '../support/themes';

/** One picture of the page. */
export interface View {
  readonly name: string;
  readonly theme: ThemeName;
  readonly size: { readonly width: number; readonly height: number };
  readonly tab: PageTab;
  readonly delivery: number | null;
  /** What is waited for. */
  readonly first: string;
}

/** Left, top, width and height in CSS pixels, rounded. */
export type Box = readonly [left: number, top: number, width: number, height: number];

/** The boxes of a picture by selector; parts that are not there are left out. */
export type Boxes = Readonly<Record<string, Box>>;

/** Pixels by which a box may differ: words are wider or higher in other fonts, and what stands below them moves along. */
const TOLERANCE = 24;

const WIDE = { width: 1200, height: 560 };
const NARROW = { width: 400, height: 700 };
const PARTS = [
  '.bar',
  '.tabs',
  '.list-deliveries',
  '#deliveries-3',
  '.detail',
  '.list-subscriptions',
  '.list-inflight',
  '.matrix-view',
  '.matrix',
  '.what-if',
  '.rates-view',
  '.rate-chart:nth-child(1) .rate-stage',
  '.rate-chart:nth-child(2) .rate-stage',
  '.rate-chart:nth-child(3) .rate-stage',
];

const picture = (name: string, theme: ThemeName, size: View['size'], tab: PageTab, first: string): View => ({
  name,
  theme,
  size,
  tab,
  delivery: name.includes('detail') ? 3 : null,
  first,
});

/** Few, each of another place or another theme. */
export const VIEWS: readonly View[] = [
  picture('deliveries, wide', 'dark', WIDE, 'deliveries', '#deliveries-3'),
  picture('detail, wide', 'light', WIDE, 'deliveries', '.ladder'),
  picture('detail, narrow', 'dark', NARROW, 'deliveries', '.ladder'),
  picture('subscriptions, narrow', 'highContrast', NARROW, 'subscriptions', '.list-subscriptions .row:nth-child(2)'),
  picture('in flight, wide', 'highContrastLight', WIDE, 'inFlight', '#inflight-8'),
  picture('matrix, wide', 'highContrast', WIDE, 'matrix', '.matrix-cell:not(.unseen)'),
  picture('matrix, narrow', 'light', NARROW, 'matrix', '.matrix-cell:not(.unseen)'),
  picture('rates, wide', 'highContrastLight', WIDE, 'rates', '.rate-stage canvas'),
  picture('rates, narrow', 'dark', NARROW, 'rates', '.rate-stage canvas'),
];

/** The boxes of the page as it stands. */
export function boxesOf(page: Page): Promise<Boxes> {
  return page.evaluate((parts) => {
    const found = parts.flatMap((part): [string, Box][] => {
      const box = document.querySelector(part)?.getBoundingClientRect();
      if (box === undefined || box.width === 0) return [];
      return [[part, [Math.round(box.left), Math.round(box.top), Math.round(box.width), Math.round(box.height)]]];
    });
    return Object.fromEntries(found);
  }, PARTS);
}

/** What stands elsewhere than it should, in words. */
export function differences(expected: Boxes, actual: Boxes): readonly string[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(actual)])].flatMap((part) => {
    const [should, is] = [expected[part], actual[part]];
    if (should === undefined) return [`${part} is new`];
    if (is === undefined) return [`${part} is gone`];
    const near = should.every((value, i) => Math.abs(value - (is[i] ?? NaN)) <= TOLERANCE);
    return near ? [] : [`${part} is at ${is.join(', ')} in place of ${should.join(', ')}`];
  });
}
