/** One chart of rates: lines over time, what they are at a step in words, and a window that is chosen on it. */

import uPlot from 'uplot';

import { element } from '../element';
import { formatTimeOfDay, t } from '../l10n';
import { WORDS } from '../words';
import { RateLegend } from './rateLegend';
import { peakOf, type Line } from './rateSeries';
import type { TimeWindow } from './rateSpan';

/** What a chart is of. */
export interface ChartKind {
  readonly name: string;
  readonly title: string;
  /** A value with its unit. */
  readonly format: (value: number) => string;
  /** There is nothing between two whole numbers. */
  readonly isWhole?: boolean;
}

/** What a chart is given to draw. */
export interface ChartContent {
  /** The middles of the steps, in milliseconds since the trace began. */
  readonly times: readonly number[];
  /** Length of a step in milliseconds. */
  readonly step: number;
  readonly lines: readonly Line[];
  /** Wall clock of the trace's beginning, in milliseconds since 1970. */
  readonly startedAt: number;
}

/** What a chart tells: the step under the mouse (null for none), and a window dragged open. */
export interface ChartListener {
  readonly pointed: (step: number | null) => void;
  readonly chosen: (window: TimeWindow) => void;
}

/** Until the stage says what the style sheet gives it, in pixels. */
const FIRST_SIZE = { width: 320, height: 132 };
/** Room for the widest value of an axis, in pixels. */
const AXIS_WIDTH = 62;
const STEPS_OF_TIME = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3].concat(
  [2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * 60_000),
);

const WHOLE_STEPS = [0, 1, 2, 3, 4, 5, 6].flatMap((zeros) => [1, 2, 5].map((digit) => digit * 10 ** zeros));

/** A chart as it stands in the page. */
export class RateChart {
  readonly element: HTMLElement;
  /** Takes the keyboard's focus; the view walks it. */
  readonly stage: HTMLElement;
  private readonly legend: RateLegend;
  private readonly plot: uPlot;
  private content: ChartContent = { times: [], step: 1000, lines: [], startedAt: 0 };
  private colours: readonly string[] = [];
  private ink = { text: '', line: '' };
  private dragged = false;

  constructor(
    private readonly kind: ChartKind,
    private readonly listener: ChartListener,
    looks: readonly Line[],
  ) {
    this.stage = element('div', {
      class: 'rate-stage',
      tabindex: 0,
      role: 'group',
      'aria-roledescription': t(WORDS.chart),
      'aria-label': kind.title,
      'aria-describedby': 'rates-keys',
    });
    this.legend = new RateLegend(kind, looks);
    this.element = element(
      'section',
      { class: 'rate-chart' },
      element('h2', {}, kind.title),
      element('div', { class: 'rate-body' }, this.stage, this.legend.element),
    );
    this.plot = new uPlot(this.options(looks), [[], ...looks.map(() => [])], this.stage);
    this.plot.over.addEventListener('mousedown', () => (this.dragged = true));
    document.addEventListener('mouseup', () => (this.dragged = false));
    new ResizeObserver(() => requestAnimationFrame(() => this.fit())).observe(this.stage);
  }

  /** Whether a window is being dragged open: what is under the mouse then has to stay. */
  get isDragged(): boolean {
    return this.dragged;
  }

  /** Draws other values. */
  show(content: ChartContent): void {
    this.content = content;
    const times = content.times.map((time) => content.startedAt + time);
    this.plot.setData([times, ...content.lines.map((line) => [...line.values])] as uPlot.AlignedData);
  }

  /** Says what the lines are at that step. */
  say(step: number): void {
    const { lines, times, startedAt, step: length } = this.content;
    const time = times[step];
    const at = time === undefined ? '–' : formatTimeOfDay(startedAt + time - length / 2);
    this.legend.show(
      at,
      lines.map((line) => ({ now: line.values[step] ?? null, peak: peakOf(line.values) })),
    );
  }

  /** Stands the mark at a step; null takes it away. */
  mark(step: number | null): void {
    const time = step === null ? undefined : this.content.times[step];
    const left = time === undefined ? -10 : this.plot.valToPos(this.content.startedAt + time, 'x');
    this.plot.setCursor({ left, top: time === undefined ? -10 : 0 }, false);
  }

  /** Shades a window; null takes it away. */
  shade(window: TimeWindow | null): void {
    const { startedAt } = this.content;
    const place = (time: number) =>
      Math.min(this.plot.over.clientWidth, Math.max(0, this.plot.valToPos(startedAt + time, 'x')));
    const left = window === null ? 0 : place(window.from);
    const width = window === null ? 0 : place(window.to) - left;
    this.plot.setSelect({ left, top: 0, width, height: this.plot.over.clientHeight }, false);
  }

  /** Takes the theme's colours anew. */
  restyle(): void {
    this.colours = this.legend.colours();
    const style = getComputedStyle(this.stage);
    this.ink = { text: style.color, line: style.borderTopColor };
    this.plot.redraw(true);
  }

  /** Fills the room that there is. */
  fit(): void {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const isOther = width !== this.plot.width || height !== this.plot.height;
    if (width > 0 && height > 0 && isOther) this.plot.setSize({ width, height });
  }

  private options(looks: readonly Line[]): uPlot.Options {
    return {
      ...FIRST_SIZE,
      legend: { show: false },
      padding: [8, 28, 0, 0], // half a time of day: the last one may stand at the end
      scales: {
        x: { time: false, range: () => this.ends() },
        y: { range: (_plot, _low, high) => [0, Number.isFinite(high) && high > 0 ? high * 1.1 : 1] },
      },
      axes: [this.timeAxis(), this.valueAxis()],
      series: [{}, ...looks.map((line, i) => this.series(line, i))],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => null },
      },
      hooks: {
        setCursor: [(plot) => this.listener.pointed(plot.cursor.idx ?? null)],
        setSelect: [(plot) => this.selected(plot)],
      },
    };
  }

  private series(line: Line, i: number): uPlot.Series {
    return {
      stroke: () => this.colours[i] ?? 'gray',
      width: 1.5,
      dash: [...line.look.dash],
      points: { show: false, filter: (plot, series) => lonely(Array.from(plot.data[series] ?? [])), size: 4 },
    };
  }

  private timeAxis(): uPlot.Axis {
    return {
      ...this.axis(),
      size: 26,
      space: 80,
      incrs: STEPS_OF_TIME,
      values: (_plot, splits) => splits.map((at) => formatTimeOfDay(at)),
    };
  }

  private valueAxis(): uPlot.Axis {
    return {
      ...this.axis(),
      size: AXIS_WIDTH,
      space: 26,
      ...(this.kind.isWhole === true ? { incrs: WHOLE_STEPS } : {}),
      values: (_plot, splits) => splits.map((value) => this.kind.format(value)),
    };
  }

  private axis(): uPlot.Axis {
    const { fontFamily } = getComputedStyle(document.body);
    const line = { stroke: () => this.ink.line, width: 1 };
    return { stroke: () => this.ink.text, font: `11px ${fontFamily}`, grid: line, ticks: { ...line, size: 4 } };
  }

  private ends(): [number, number] {
    const { times, step, startedAt } = this.content;
    const [first, last] = [times[0] ?? 0, times.at(-1) ?? 1];
    return [startedAt + first - step / 2, startedAt + last + step / 2];
  }

  private selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 3) return; // a click
    const { startedAt } = this.content;
    const at = (place: number) => plot.posToVal(place, 'x') - startedAt;
    this.listener.chosen({ from: Math.max(0, at(left)), to: at(left + width) });
  }
}

/** Values between two gaps, which no line would show. */
function lonely(values: readonly (number | null | undefined)[]): number[] {
  const known = (i: number) => values[i] !== null && values[i] !== undefined;
  return values.flatMap((_, i) => (known(i) && !known(i - 1) && !known(i + 1) ? [i] : []));
}
