/** The ladder in its frame: zoomed, walked by keys, copied and saved as a picture. */

import { button, element, icon, setAttribute } from '../element';
import { formatNumber, t } from '../l10n';
import { WORDS } from '../words';
import { arrowId, drawLadder } from './ladder';
import { layOutLadder, type Ladder, type LadderFacts, type Leg } from './ladderLayout';
import { mermaidOf } from './mermaid';
import { pngOf, presentPalette, shapesOf, svgOf } from './picture';

/** What the frame asks of the detail. */
export interface LadderActions {
  /** A packet is chosen; null for none. */
  readonly choosePacket: (packet: number | null) => void;
  readonly copy: (text: string) => Promise<void>;
  readonly savePicture: (format: 'svg' | 'png', content: Uint8Array) => Promise<void>;
  /** Shows what a request failed of. */
  readonly say: (doing: Promise<void>) => Promise<void>;
}

const STEPS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3] as const;

/** Down to this the drawing is made smaller by itself so that all of it is seen. */
const READABLE = 0.75;

/** A list of packets that looks like a sequence. */
export class LadderFrame {
  readonly element: HTMLElement;
  private readonly frame = element('div', {
    class: 'ladder-frame',
    tabindex: 0,
    role: 'listbox',
    'aria-label': t(WORDS.ladderHeading),
  });
  private readonly zoomText = element('span', { class: 'ladder-zoom', 'aria-live': 'off' });
  private legs: readonly Leg[] = [];
  private facts: LadderFacts = { now: 0, findings: new Map() };
  private ladder: Ladder = layOutLadder([]);
  private delivery = 0;
  private packet: number | null = null;
  private room = 0;
  private zoom: number | 'fit' | 'readable' = 'readable';

  constructor(private readonly actions: LadderActions) {
    this.element = element('div', { class: 'journey' }, this.toolbar(), this.frame);
    this.frame.addEventListener('click', (event) => this.clicked(event));
    this.frame.addEventListener('keydown', (event) => this.key(event));
    this.frame.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => requestAnimationFrame(() => this.fit())).observe(this.frame);
  }

  /** Draws the legs of a journey; the arrows of `delivery` stand out. */
  show(legs: readonly Leg[], delivery: number, facts: LadderFacts): void {
    this.legs = legs;
    this.delivery = delivery;
    this.facts = { ...facts, near: delivery };
    this.draw();
  }

  /** Puts the focus on the list of packets. */
  focus(): void {
    this.frame.focus();
  }

  /** Lets what is waited for grow. */
  tick(now: number): void {
    if (this.ladder.arrows.every(({ packet }) => packet !== null)) return;
    this.facts = { ...this.facts, now };
    this.draw();
  }

  /** Marks the packet that is chosen; null for none. */
  select(packet: number | null): void {
    this.packet = packet;
    this.draw();
    if (packet !== null) requestAnimationFrame(() => this.bringIntoView(packet)); // once the packet's pane has its room
  }

  /** In the room that there is: wider only where it could not be read. */
  private draw(): void {
    this.room = this.frame.clientWidth;
    this.ladder = layOutLadder(this.legs, this.room, this.facts);
    const zoom = this.present();
    const { scrollLeft } = this.frame;
    this.frame.replaceChildren(drawLadder(this.ladder, { delivery: this.delivery, packet: this.packet, zoom }));
    this.frame.scrollLeft = scrollLeft;
    this.zoomText.textContent = t(WORDS.percent, { n: formatNumber(Math.round(zoom * 100)) });
    const isDrawn = this.packet !== null && this.ladder.arrows.some(({ packet }) => packet === this.packet);
    setAttribute(this.frame, 'aria-activedescendant', isDrawn ? arrowId(this.packet ?? 0) : null);
    const names = this.ladder.lifelines.map(({ name }) => name).join(', ');
    setAttribute(this.frame, 'aria-label', t(WORDS.ladderLabel, { n: this.packets().length, names }));
  }

  private fit(): void {
    if (this.legs.length > 0 && this.frame.clientWidth !== this.room) this.draw();
  }

  private present(): number {
    if (typeof this.zoom === 'number') return this.zoom;
    const fitting = this.fitting();
    return this.zoom === 'fit' || fitting >= READABLE ? fitting : 1;
  }

  private fitting(): number {
    return this.room === 0 ? 1 : Math.min(1, this.room / this.ladder.width);
  }

  private packets(): number[] {
    return this.ladder.arrows.flatMap(({ packet }) => (packet === null ? [] : [packet]));
  }

  private toolbar(): HTMLElement {
    const tool = (name: string, label: string, action: () => void) =>
      button(icon(name), action, 'icon', { 'aria-label': t(label), title: t(label) });
    const text = (letters: string, label: string, action: () => void) =>
      button(letters, action, 'icon', { 'aria-label': t(label), title: t(label), class: 'lettered' });
    return element(
      'div',
      { class: 'ladder-tools', role: 'toolbar', 'aria-label': t(WORDS.ladderTools) },
      tool('zoom-out', WORDS.ladderSmaller, () => this.step(-1)),
      this.zoomText,
      tool('zoom-in', WORDS.ladderLarger, () => this.step(1)),
      tool('screen-normal', WORDS.zoomWhole, () => this.zoomTo(1)),
      tool('screen-full', WORDS.zoomFit, () => this.zoomTo('fit')),
      element('span', { class: 'stretch' }),
      text('SVG', WORDS.saveSvg, () => void this.save('svg')),
      text('PNG', WORDS.savePng, () => void this.save('png')),
      text('Mermaid', WORDS.copyMermaid, () => void this.actions.say(this.actions.copy(mermaidOf(this.ladder)))),
    );
  }

  private zoomTo(zoom: number | 'fit'): void {
    this.zoom = zoom;
    this.draw();
  }

  private step(direction: 1 | -1): void {
    const now = this.present();
    const next = direction > 0 ? STEPS.find((step) => step > now + 0.01) : STEPS.findLast((step) => step < now - 0.01);
    if (next !== undefined) this.zoomTo(next);
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.step(event.deltaY < 0 ? 1 : -1);
  }

  private clicked(event: MouseEvent): void {
    const arrow = event.target instanceof Element ? event.target.closest<SVGElement>('[data-packet]') : null;
    if (arrow !== null) this.actions.choosePacket(Number(arrow.dataset.packet));
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.act(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private act(key: string): boolean {
    const packets = this.packets();
    const at = packets.indexOf(this.packet ?? -1);
    const places: Record<string, number> = {
      ArrowDown: Math.min(at + 1, packets.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: packets.length - 1,
    };
    const packet = packets[places[key] ?? -1];
    if (packet !== undefined) {
      this.actions.choosePacket(packet);
      return true;
    }
    if (key === '+' || key === '-') this.step(key === '+' ? 1 : -1);
    else if (key === '0') this.zoomTo(1);
    else if (key === 'Escape' && this.packet !== null) this.actions.choosePacket(null);
    else return false;
    return true;
  }

  private bringIntoView(packet: number): void {
    this.frame.querySelector(`#${arrowId(packet)}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  private async save(format: 'svg' | 'png'): Promise<void> {
    await this.actions.say(this.picture(format));
  }

  private async picture(format: 'svg' | 'png'): Promise<void> {
    const palette = presentPalette();
    const shapes = shapesOf(this.ladder, palette);
    const content =
      format === 'svg'
        ? new TextEncoder().encode(svgOf(this.ladder, shapes, palette.background))
        : await pngOf(this.ladder, shapes, palette.background);
    await this.actions.savePicture(format, content);
  }
}
