/** How much goes on, over time: packets and bytes by type, deliveries in flight, and how long handshakes take. */

import type { Rates } from '../../src/shared/engineApi';
import { element, setText } from '../element';
import { formatNumber, formatTimeOfDay, t } from '../l10n';
import type { Pull } from '../pulls';
import { size, span as spanText } from '../quantities';
import { RateChart, type ChartKind } from '../rates/rateChart';
import { placeByKey, type KeyPlace } from '../rates/rateKeys';
import { byType, inFlightLine, lastEnded, latencyLines, middles, type Line } from '../rates/rateSeries';
import { askedSpan, carriedOn, STEPS, type RateSpan, type TimeWindow } from '../rates/rateSpan';
import { RatesBar } from '../rates/ratesBar';
import type { Store } from '../store';
import type { TraceClock } from '../traceClock';
import { WORDS } from '../words';
import type { View } from './view';

/** What the view asks of the page. */
export interface RatesActions {
  readonly pull: Pull;
  readonly clock: TraceClock;
  /** Pulls anew: another span is shown. */
  readonly invalidate: () => void;
  /** Leaves only the deliveries that began in the window; null shows all again. */
  readonly filterWithin: (window: TimeWindow | null) => void;
  readonly showDeliveries: () => void;
}

interface Drawn {
  readonly chart: RateChart;
  readonly lines: (rates: Rates) => readonly Line[];
}

/** Before the first answer. */
const NOTHING: Rates = {
  from: 0,
  step: 500,
  packets: {},
  bytes: {},
  inFlight: new Array<number>(STEPS).fill(0),
  latency: { 1: { p50: [], p95: [], p99: [] }, 2: { p50: [], p95: [], p99: [] } },
  version: -1,
  now: 0,
};

const NOWHERE: KeyPlace = { at: null, anchor: null };

/** The tab RATES. */
export class RatesView implements View {
  readonly tab = 'rates';
  readonly interval = 500;
  readonly element = element('div', { class: 'rates-view' });
  private readonly bar: RatesBar;
  private readonly charts: readonly Drawn[];
  /** What the keyboard reads is said aloud; what goes by is not. */
  private readonly said = element('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  private rates = NOTHING;
  private span: RateSpan = 'minute';
  private paused = false;
  private window: TimeWindow | null = null;
  private pointed: number | null = null;
  private place = NOWHERE;

  constructor(
    private readonly store: Store,
    private readonly actions: RatesActions,
  ) {
    this.bar = new RatesBar({
      follow: (span) => this.follow(span),
      pause: () => this.setPaused(!this.paused),
      zoomIn: () => this.zoomIn(),
      showDeliveries: () => this.actions.showDeliveries(),
      clearWindow: () => this.choose(null),
    });
    this.charts = this.makeCharts();
    const keys = element('p', { class: 'visually-hidden', id: 'rates-keys' }, t(WORDS.chartKeys));
    const grid = element('div', { class: 'rates-grid' }, ...this.charts.map(({ chart }) => chart.element));
    this.element.append(this.bar.element, grid, keys, this.said);
    this.bar.show(this.span, this.paused);
    this.restyleWithTheme();
  }

  async refresh(): Promise<void> {
    if (this.paused) return;
    const { trace } = this.store.model;
    const known = this.rates.version >= 0;
    // The clock of another engine is not known before its first answer: the first one tells it.
    const asked = askedSpan(this.span, known ? this.actions.clock.now() : 0);
    const rates = await this.actions.pull('trace.rates', { trace, ...asked, steps: STEPS });
    this.actions.clock.sync(rates.now);
    this.rates = rates;
    if (!known && typeof this.span === 'string') this.actions.invalidate();
    else this.draw();
  }

  shown(visible: boolean): void {
    if (!visible) return;
    for (const { chart } of this.charts) chart.fit();
    this.restyle();
  }

  reset(): void {
    this.rates = NOTHING;
    this.window = null;
    this.place = NOWHERE;
    this.draw();
  }

  /** Lets time go on where nothing comes. */
  tick(): void {
    if (this.paused || this.rates.version < 0 || (this.span !== 'minute' && this.span !== 'tenMinutes')) return;
    this.rates = carriedOn(this.rates, this.actions.clock.now());
    this.draw();
  }

  private makeCharts(): readonly Drawn[] {
    const perSecond = (value: number) => t(WORDS.perSecond, { n: formatNumber(value, value < 10 ? 1 : 0) });
    const bytesPerSecond = (value: number) => t(WORDS.perSecond, { n: size(Math.round(value)) });
    return [
      this.makeChart({ name: 'packets', title: t(WORDS.packetsOverTime), format: perSecond }, (rates) =>
        byType(rates, rates.packets),
      ),
      this.makeChart({ name: 'bytes', title: t(WORDS.bytesOverTime), format: bytesPerSecond }, (rates) =>
        byType(rates, rates.bytes),
      ),
      this.makeChart(
        { name: 'inFlight', title: t(WORDS.inFlightOverTime), format: (value) => formatNumber(value), isWhole: true },
        inFlightLine,
      ),
      this.makeChart({ name: 'latency', title: t(WORDS.latencyOverTime), format: spanText }, latencyLines),
    ];
  }

  private makeChart(kind: ChartKind, lines: Drawn['lines']): Drawn {
    const chart = new RateChart(
      kind,
      { pointed: (step) => this.pointAt(step), chosen: (window) => this.choose(window) },
      lines(NOTHING),
    );
    chart.stage.addEventListener('keydown', (event) => this.keyed(event, { chart, lines }));
    return { chart, lines };
  }

  private draw(): void {
    if (this.charts.some(({ chart }) => chart.isDragged)) return;
    const { rates } = this;
    const times = middles(rates);
    const startedAt = this.store.model.counts?.startedAt ?? 0;
    for (const { chart, lines } of this.charts) {
      chart.show({ times, step: rates.step, startedAt, lines: lines(rates) });
      chart.shade(this.window);
    }
    this.bar.showWindow(this.window, startedAt);
    this.sayStep();
  }

  private sayStep(): void {
    const step = this.place.at ?? this.pointed;
    for (const { chart } of this.charts) {
      chart.mark(step);
      chart.say(step ?? lastEnded(this.rates));
    }
  }

  private pointAt(step: number | null): void {
    this.place = NOWHERE;
    this.pointed = step;
    this.sayStep();
  }

  private keyed(event: KeyboardEvent, on: Drawn): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && this.window !== null) this.actions.showDeliveries();
    else if (event.key === 'Escape' && (this.window !== null || this.place.at !== null)) this.leave();
    else if (!this.walk(event, on)) return;
    event.preventDefault();
  }

  private leave(): void {
    this.place = NOWHERE;
    this.choose(null);
  }

  private walk({ key, shiftKey }: KeyboardEvent, { lines }: Drawn): boolean {
    const place = placeByKey(key, shiftKey, this.place, lastEnded(this.rates));
    if (place?.at === undefined || place.at === null) return false;
    this.setPaused(true); // what is read must not run away
    this.place = place;
    if (place.anchor !== null) this.choose(this.windowOf(place.anchor, place.at));
    this.sayStep();
    setText(this.said, this.stepInWords(place.at, lines(this.rates)));
    return true;
  }

  private windowOf(anchor: number, at: number): TimeWindow {
    const { from, step } = this.rates;
    return { from: from + Math.min(anchor, at) * step, to: from + (Math.max(anchor, at) + 1) * step };
  }

  private stepInWords(step: number, lines: readonly Line[]): string {
    const at = formatTimeOfDay((this.store.model.counts?.startedAt ?? 0) + this.rates.from + step * this.rates.step);
    const known = lines.filter((line) => (line.values[step] ?? 0) > 0);
    const values = known.map((line) => `${line.name} ${formatNumber(line.values[step] ?? 0, 1)}`);
    return `${at}: ${values.length === 0 ? t(WORDS.nothingCame) : values.join(', ')}`;
  }

  private follow(span: RateSpan): void {
    this.span = span;
    this.place = NOWHERE;
    this.setPaused(false);
    this.actions.invalidate();
  }

  private zoomIn(): void {
    if (this.window !== null) this.follow(this.window);
  }

  private setPaused(paused: boolean): void {
    const goesOn = this.paused && !paused;
    this.paused = paused;
    this.bar.show(this.span, paused);
    if (goesOn) this.actions.invalidate();
  }

  private choose(window: TimeWindow | null): void {
    if (window === null && this.window === null) return;
    this.window = window;
    this.actions.filterWithin(window);
    this.draw();
  }

  private restyleWithTheme(): void {
    const restyle = () => requestAnimationFrame(() => this.restyle());
    const theme = new MutationObserver(restyle);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    theme.observe(document.body, { attributes: true, attributeFilter: ['style', 'class'] });
    matchMedia('(forced-colors: active)').addEventListener('change', restyle);
  }

  private restyle(): void {
    for (const { chart } of this.charts) chart.restyle();
  }
}
