/** The line at the top: what was recorded, whether anything left the log, the local broker, and the engine's end. */

import { deliveriesText } from '../deliveryWords';
import { button, element, icon, setText } from '../element';
import { counted, formatNumber, t } from '../l10n';
import { size } from '../quantities';
import type { PageModel, Store } from '../store';
import { WORDS } from '../words';
import type { RunCommand } from './emptyView';

/** Counts are read out at most this often, in milliseconds. */
const ANNOUNCE_EVERY = 15_000;

/** The page's bar. */
export class Bar {
  readonly element = element('div', { class: 'bar' });
  private readonly live = element('span', { class: 'bar-live' });
  private readonly counts = element('span', { class: 'bar-counts' });
  private readonly broker = element('span', { class: 'bar-broker' });
  private readonly startButton: HTMLElement;
  private readonly banner = element('div', { class: 'banner', role: 'alert', hidden: true });
  private readonly announcer = element('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  private announcedAt = 0;

  constructor(
    store: Store,
    private readonly run: RunCommand,
  ) {
    const clear = t(WORDS.clear);
    this.startButton = button(t(WORDS.start), () => run('qoscope.broker.start'));
    this.element.append(
      element(
        'div',
        { class: 'bar-line' },
        this.live,
        this.counts,
        element('span', { class: 'stretch' }),
        element('span', { class: 'bar-right' }, this.broker, this.startButton),
        button(icon('clear-all'), () => run('qoscope.trace.clear'), 'icon', { 'aria-label': clear, title: clear }),
      ),
      this.banner,
      this.announcer,
    );
    store.on((model, before) => this.draw(model, before));
    this.draw(store.model, null);
  }

  private draw(model: PageModel, before: PageModel | null): void {
    this.drawLive(model);
    if (before?.counts !== model.counts) this.drawCounts(model);
    if (before?.broker !== model.broker) this.drawBroker(model);
    if (before?.stopped !== model.stopped) this.drawBanner(model.stopped);
  }

  private drawLive({ counts, stopped }: PageModel): void {
    const state = stopped !== null || counts === null ? 'stopped' : counts.paused ? 'paused' : 'live';
    if (this.live.dataset.state === state) return;
    this.live.dataset.state = state;
    const marks = {
      live: icon('circle-filled', 'good'),
      paused: icon('debug-pause', 'waiting'),
      stopped: icon('debug-stop', 'bad'),
    };
    const words = { live: WORDS.live, paused: WORDS.paused, stopped: WORDS.stopped };
    this.live.replaceChildren(marks[state], element('span', {}, t(words[state])));
  }

  private drawCounts({ counts }: PageModel): void {
    this.counts.hidden = counts === null;
    if (counts === null) return;
    const lost = counted(counts.dropped, WORDS.lostOne, WORDS.lostMany);
    setText(this.counts, `${deliveriesText(counts.deliveries)} · ${lost}`);
    this.counts.title = t(WORDS.countsTooltip, { packets: formatNumber(counts.packets), bytes: size(counts.bytes) });
    this.counts.classList.toggle('some-lost', counts.dropped > 0);
    this.announce(counts.deliveries, counts.inFlight);
  }

  private drawBroker({ broker }: PageModel): void {
    const { running, address, clients } = broker;
    const place = address === null ? '' : `${address.host}:${address.port}`;
    const words = running
      ? `${t(WORDS.brokerOn, { address: place })} · ${counted(clients, WORDS.clientsOne, WORDS.clientsMany)}`
      : t(WORDS.brokerOff);
    this.broker.replaceChildren(icon('broadcast', running ? 'good' : undefined), element('span', {}, words));
    this.startButton.hidden = running;
  }

  private drawBanner(stopped: string | null): void {
    this.banner.hidden = stopped === null;
    if (stopped === null) return;
    this.banner.replaceChildren(
      icon('error', 'bad'),
      element('span', { class: 'problem-text' }, stopped),
      button(t(WORDS.restartEngine), () => this.run('qoscope.engine.restart'), 'primary'),
    );
  }

  private announce(deliveries: number, inFlight: number): void {
    const now = performance.now();
    if (this.announcedAt !== 0 && now - this.announcedAt < ANNOUNCE_EVERY) return;
    this.announcedAt = now;
    const waiting = counted(inFlight, WORDS.inFlightOne, WORDS.inFlightMany);
    setText(this.announcer, t(WORDS.announcement, { deliveries: deliveriesText(deliveries), inFlight: waiting }));
  }
}
