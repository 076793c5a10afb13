/** The bytes of a packet in hexadecimal and as text; a field's bytes are marked, and a byte can be chosen. */

import { button, element, setAttribute } from '../element';
import { counted, t } from '../l10n';
import { WORDS } from '../words';

/** Bytes that are drawn at first, and how many more each time the person asks. */
const FIRST = 512;
const MORE = 4096;

/** Width of the view in pixels from which on a line has 16 bytes. */
const WIDE = 520;

/** A grid of bytes: arrows walk them. */
export class HexView {
  readonly element = element('div', { class: 'hex', role: 'group', tabindex: 0, 'aria-label': t(WORDS.bytesHeading) });
  private bytes: Uint8Array = new Uint8Array();
  private drawn = 0;
  private perLine = 8;
  private marked = { offset: 0, length: 0 };
  private cursor = 0;

  /** `choose` hears of the byte that the person is at, from 0. */
  constructor(private readonly choose: (offset: number) => void) {
    this.element.addEventListener('click', (event) => this.clicked(event));
    this.element.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => requestAnimationFrame(() => this.fit())).observe(this.element);
  }

  /** Shows bytes from their beginning. */
  show(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.drawn = Math.min(bytes.length, FIRST);
    this.marked = { offset: 0, length: 0 };
    this.cursor = 0;
    this.perLine = this.fitting();
    this.draw();
  }

  /** Marks bytes and brings the first of them into view. */
  mark(offset: number, length: number): void {
    this.marked = { offset, length };
    this.cursor = offset;
    if (offset >= this.drawn && offset < this.bytes.length) {
      this.drawn = Math.min(this.bytes.length, offset + FIRST);
      this.draw();
    } else this.drawMarks();
    this.cell(offset)?.scrollIntoView({ block: 'nearest' });
  }

  private fitting(): number {
    return this.element.clientWidth >= WIDE ? 16 : 8;
  }

  private fit(): void {
    const fitting = this.fitting();
    if (fitting === this.perLine || this.element.clientWidth === 0) return;
    this.perLine = fitting;
    this.draw();
  }

  private draw(): void {
    const lines: HTMLElement[] = [];
    for (let start = 0; start < this.drawn; start += this.perLine) lines.push(this.line(start));
    this.element.replaceChildren(...lines);
    const left = this.bytes.length - this.drawn;
    if (left > 0) {
      const label = counted(Math.min(left, MORE), WORDS.moreBytesOne, WORDS.moreBytesMany);
      this.element.append(button(label, () => this.drawMore()));
    }
    this.drawMarks();
  }

  private drawMore(): void {
    this.drawn = Math.min(this.bytes.length, this.drawn + MORE);
    this.draw();
  }

  private line(start: number): HTMLElement {
    const end = Math.min(start + this.perLine, this.drawn);
    const [codes, texts] = [element('span', { class: 'hex-codes' }), element('span', { class: 'hex-text' })];
    for (let at = start; at < end; at++) {
      const byte = this.bytes[at] ?? 0;
      codes.append(element('span', { 'data-at': at }, byte.toString(16).padStart(2, '0')));
      texts.append(element('span', { 'data-at': at, 'aria-hidden': 'true' }, printed(byte)));
    }
    const place = element('span', { class: 'hex-place', 'aria-hidden': 'true' }, start.toString(16).padStart(4, '0'));
    return element('div', { class: 'hex-line' }, place, codes, texts);
  }

  private drawMarks(): void {
    const { offset, length } = this.marked;
    for (const node of this.element.querySelectorAll<HTMLElement>('[data-at]')) {
      const at = Number(node.dataset.at);
      node.classList.toggle('marked', at >= offset && at < offset + length);
      node.classList.toggle('cursor', at === this.cursor && length > 0);
    }
    const label = t(WORDS.bytesHeading);
    const to = offset + length - 1;
    const words = length === 0 ? label : `${label}: ${t(WORDS.bytesMarked, { from: offset, to })}`;
    setAttribute(this.element, 'aria-label', words);
  }

  private cell(at: number): Element | null {
    return this.element.querySelector(`[data-at="${at}"]`);
  }

  private clicked(event: MouseEvent): void {
    const at = event.target instanceof HTMLElement ? event.target.dataset.at : undefined;
    if (at !== undefined) this.go(Number(at));
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.perLine, ArrowUp: -this.perLine }[event.key];
    if (step === undefined || event.target !== this.element) return;
    event.preventDefault();
    this.go(Math.max(0, Math.min(this.bytes.length - 1, this.cursor + step)));
  }

  private go(at: number): void {
    this.choose(at);
    this.cursor = at;
    this.drawMarks();
    this.cell(at)?.scrollIntoView({ block: 'nearest' });
  }
}

/** ASCII that can be seen, a dot for the rest. */
function printed(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
