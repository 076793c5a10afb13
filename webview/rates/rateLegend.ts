/** A chart's lines in words: what each is at a step, and its highest. It is also what a screen reader reads. */

import { drawing, element, setText } from '../element';
import { t } from '../l10n';
import { WORDS } from '../words';
import type { Line, Look } from './rateSeries';

/** What a line says at a step; null where it says nothing. */
export interface LineValues {
  readonly now: number | null;
  readonly peak: number | null;
}

/** A table with one row for each line. */
export class RateLegend {
  readonly element: HTMLElement;
  private readonly at = element('th', { scope: 'col' }, '–');
  private readonly rows: readonly { readonly swatch: Element; readonly now: Element; readonly peak: Element }[];

  constructor(
    private readonly kind: { readonly title: string; readonly format: (value: number) => string },
    lines: readonly Line[],
  ) {
    this.rows = lines.map(({ look }) => ({
      swatch: swatch(look),
      now: element('td', {}),
      peak: element('td', {}),
    }));
    this.element = element(
      'table',
      { class: 'rate-legend' },
      element('caption', { class: 'visually-hidden' }, kind.title),
      element(
        'thead',
        {},
        element('tr', {}, element('td', {}), this.at, element('th', { scope: 'col' }, t(WORDS.highest))),
      ),
      element('tbody', {}, ...lines.map(({ name }, i) => this.row(name, i))),
    );
  }

  /** Says the values; `at` is the time that they are of. */
  show(at: string, values: readonly LineValues[]): void {
    setText(this.at, at);
    this.rows.forEach((row, i) => {
      setText(row.now, this.words(values[i]?.now));
      setText(row.peak, this.words(values[i]?.peak));
    });
  }

  /** The colour of each line, as the theme gives it now. */
  colours(): readonly string[] {
    return this.rows.map(({ swatch }) => getComputedStyle(swatch).color);
  }

  private row(name: string, i: number): HTMLElement {
    const row = this.rows[i];
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, row?.swatch ?? null, name),
      row?.now ?? null,
      row?.peak ?? null,
    );
  }

  private words(value: number | null | undefined): string {
    return value === null || value === undefined ? '–' : this.kind.format(value);
  }
}

/** A piece of the line, drawn the way the chart draws it. */
function swatch({ colour, dash }: Look): SVGElement {
  const line = drawing('line', { x1: 0, y1: 4, x2: 24, y2: 4, 'stroke-dasharray': dash.join(' ') || null });
  return drawing('svg', { viewBox: '0 0 24 8', class: `swatch ${colour}`, 'aria-hidden': 'true' }, line);
}
