/** The line at the top: what was recorded, whether anything left the log or was found, the local broker, the engine's end. */

import type { CaptureProgress, TraceCounts } from '../../src/shared/engineApi';
import type { PageCapture } from '../../src/shared/panelApi';
import { say } from '../../src/shared/sentences';
import { deliveriesText } from '../deliveryWords';
import { button, element, icon, setAttribute, setText } from '../element';
import { counted, formatNumber, t, translate } from '../l10n';
import { size } from '../quantities';
import { isBeingRead, type PageModel, type Store } from '../store';
import { WORDS } from '../words';
import type { RunCommand } from './emptyView';

/** Counts are read out at most this often, in milliseconds. */
const ANNOUNCE_EVERY = 15_000;

/** The page's bar. */
export class Bar {
  readonly element = element('div', { class: 'bar' });
  private readonly live = element('span', { class: 'bar-live' });
  private readonly counts = element('span', { class: 'bar-counts' });
  private readonly findings = element('button', { class: 'bar-findings', type: 'button', hidden: true });
  private readonly readSoFar = element('span');
  private readonly readBar = element('span', { class: 'gauge-bar' });
  private readonly reading = element(
    'span',
    { class: 'bar-reading', title: t(WORDS.captureReadingTooltip), hidden: true },
    element('span', { class: 'gauge', 'aria-hidden': 'true' }, this.readBar),
    this.readSoFar,
  );
  private readonly broker = element('span', { class: 'bar-broker' });
  private readonly startButton: HTMLElement;
  private readonly pause: HTMLElement;
  private readonly clear: HTMLElement;
  private readonly notes = element('div', { class: 'bar-notes', hidden: true });
  private readonly banner = element('div', { class: 'banner', role: 'alert', hidden: true });
  private readonly announcer = element('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  private announcedAt = 0;

  /** `save` asks where and how to save what is shown. */
  constructor(
    private readonly store: Store,
    private readonly run: RunCommand,
    save: () => void,
  ) {
    this.startButton = button(t(WORDS.start), () => run('qoscope.broker.start'));
    this.startButton.hidden = true; // until it is known that there is something to start
    this.pause = tool('debug-pause', WORDS.pauseTrace, () => this.pauseOrResume());
    this.clear = tool('clear-all', WORDS.clear, () => run('qoscope.trace.clear'));
    this.element.append(
      element(
        'div',
        { class: 'bar-line' },
        this.live,
        this.counts,
        this.findings,
        element('span', { class: 'stretch' }),
        element('span', { class: 'bar-right' }, this.reading, this.broker, this.startButton),
        element('span', { class: 'bar-tools' }, this.pause, this.clear, tool('save', WORDS.saveTrace, save)),
      ),
      this.notes,
      this.banner,
      this.announcer,
    );
    this.findings.addEventListener('click', () => run('qoscope.findings.focus'));
    store.on((model, before) => this.draw(model, before.isKnown ? before : null));
    this.draw(store.model, null);
  }

  private draw(model: PageModel, before: PageModel | null): void {
    if (!model.isKnown) return;
    this.drawLive(model);
    if (before?.capture !== model.capture || before.stopped !== model.stopped) this.drawCapture(model, before);
    if (before?.counts !== model.counts) {
      this.drawCounts(model);
      this.drawFindings(model);
    }
    if (before?.broker !== model.broker) this.drawBroker(model);
    if (before?.stopped !== model.stopped) this.drawBanner(model.stopped);
  }

  private pauseOrResume(): void {
    this.run(this.store.model.counts?.paused === true ? 'qoscope.trace.resume' : 'qoscope.trace.pause');
  }

  private drawLive({ counts, stopped, capture }: PageModel): void {
    const recorded = capture === null ? (counts?.paused === true ? 'paused' : 'live') : 'capture';
    const state = stopped !== null || counts === null ? 'stopped' : recorded;
    if (this.live.dataset.state === state) return;
    this.live.dataset.state = state;
    const marks = {
      capture: icon('file-binary'),
      live: icon('circle-filled', 'good'),
      paused: icon('debug-pause', 'waiting'),
      stopped: icon('debug-stop', 'bad'),
    };
    const words = { live: t(WORDS.live), paused: t(WORDS.paused), stopped: t(WORDS.stopped), capture: capture?.file };
    this.live.replaceChildren(marks[state], element('span', {}, words[state] ?? ''));
    this.drawPause(state === 'paused');
    for (const one of [this.pause, this.clear, this.broker, this.startButton]) one.hidden ||= capture !== null;
  }

  private drawPause(isPaused: boolean): void {
    const label = t(isPaused ? WORDS.resumeTrace : WORDS.pauseTrace);
    this.pause.replaceChildren(icon(isPaused ? 'debug-continue' : 'debug-pause'));
    setAttribute(this.pause, 'aria-label', label);
    setAttribute(this.pause, 'title', label);
  }

  private drawCapture({ capture, counts, stopped }: PageModel, before: PageModel | null): void {
    this.drawReading(stopped === null ? (capture?.reading ?? null) : null);
    const notes = notesOf(capture);
    if (before === null || notesOf(before.capture) !== notes) this.drawNotes(notes);
    const hasEnded = before !== null && isBeingRead(before) && !isBeingRead({ capture });
    if (hasEnded && capture !== null && counts !== null) this.announceEnd(capture, counts, notes);
  }

  /** Not announced while it grows: a screen reader is told of the end. */
  private drawReading(progress: CaptureProgress | null): void {
    this.reading.hidden = progress === null;
    if (progress === null) return;
    const { read, size: whole } = progress;
    setText(this.readSoFar, t(WORDS.captureReading, { read: size(read), size: size(whole) }));
    this.readBar.style.setProperty('width', `${(100 * read) / whole}%`);
  }

  /** What could not be read of a capture, and what was left out. */
  private drawNotes(notes: string): void {
    this.notes.hidden = notes === '';
    const close = t(WORDS.dismiss);
    this.notes.replaceChildren(
      icon('info', 'note'),
      element('span', { class: 'problem-text' }, notes),
      button(icon('close'), () => (this.notes.hidden = true), 'icon', { 'aria-label': close, title: close }),
    );
  }

  private drawCounts({ counts, capture }: PageModel): void {
    this.counts.hidden = counts === null;
    if (counts === null) return;
    const lost = counted(counts.dropped, WORDS.lostOne, WORDS.lostMany);
    const text = `${deliveriesText(counts.deliveries)} · ${lost}`;
    const more = t(WORDS.countsTooltip, { packets: formatNumber(counts.packets), bytes: size(counts.bytes) });
    setText(this.counts, text);
    this.counts.title = `${text}\n${more}`;
    this.counts.classList.toggle('some-lost', counts.dropped > 0);
    if (!isBeingRead({ capture })) this.announce(counts.deliveries, counts.inFlight);
  }

  /** Nothing where all is well. The side panel has those of the live trace; a capture's stand at its deliveries. */
  private drawFindings({ counts, capture }: PageModel): void {
    const { error, pitfall } = counts?.findings ?? { error: 0, pitfall: 0 };
    const said = counted(error + pitfall, WORDS.findingsOne, WORDS.findingsMany);
    this.findings.hidden = error + pitfall === 0;
    if (this.findings.hidden) return;
    const words = capture === null ? WORDS.findingsInPanel : WORDS.findingsAtDeliveries;
    const whole = t(words, { errors: formatNumber(error), pitfalls: formatNumber(pitfall) });
    // The button keeps its focus and its node while the counts stay as they are.
    if (this.findings.title === whole) return;
    const mark = error > 0 ? icon('error', 'bad') : icon('warning', 'waiting');
    this.findings.replaceChildren(mark, element('span', {}, said));
    setAttribute(this.findings, 'title', whole);
    this.findings.toggleAttribute('disabled', capture !== null);
  }

  private drawBroker({ broker, capture }: PageModel): void {
    if (capture !== null) return;
    const { running, address, clients } = broker;
    const place = address === null ? '' : `${address.host}:${address.port}`;
    const words = running
      ? `${t(WORDS.brokerOn, { address: place })} · ${counted(clients, WORDS.clientsOne, WORDS.clientsMany)}`
      : t(WORDS.brokerOff);
    this.broker.title = words;
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

  private announceEnd({ file }: PageCapture, { deliveries, inFlight }: TraceCounts, notes: string): void {
    this.announcedAt = performance.now();
    const waiting = counted(inFlight, WORDS.inFlightOne, WORDS.inFlightMany);
    const said = t(WORDS.captureRead, { file, deliveries: deliveriesText(deliveries), inFlight: waiting });
    setText(this.announcer, `${said} ${notes}`.trim());
  }

  private announce(deliveries: number, inFlight: number): void {
    const now = performance.now();
    if (this.announcedAt !== 0 && now - this.announcedAt < ANNOUNCE_EVERY) return;
    this.announcedAt = now;
    const waiting = counted(inFlight, WORDS.inFlightOne, WORDS.inFlightMany);
    setText(this.announcer, t(WORDS.announcement, { deliveries: deliveriesText(deliveries), inFlight: waiting }));
  }
}

function notesOf(capture: PageCapture | null): string {
  return (capture?.notes ?? []).map((note) => say(note, translate)).join(' ');
}

function tool(name: string, label: string, action: () => void): HTMLElement {
  return button(icon(name), action, 'icon', { 'aria-label': t(label), title: t(label) });
}
