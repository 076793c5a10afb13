/**
 * A list of any length that keeps only the rows in view as nodes. Rows have one height and stand where their place
 * says; a row that stays in view keeps its node, so nothing moves under the mouse or the focus. The focus is on the
 * list itself and names the active row (aria-activedescendant): an update cannot lose it.
 *
 * Size and scroll position are read when the browser tells of them, and not between writes: each reading then would
 * make it lay out the page once more.
 */

import { element, setAttribute, type Child } from '../element';
import { painted } from '../painted';
import type { Follow } from './follow';
import { ListHeader, type Column } from './listHeader';
import { Rest } from './rest';
import { RowNodes, type RowNode, type WantedRow } from './rowNodes';
import { ScrollMap } from './scrollMap';

export type { Column } from './listHeader';

/** What a list shows. Keys name rows however their places change; they are whole numbers. */
export interface ListContent {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column[];
  readonly count: () => number;
  readonly key: (index: number) => number;
  /** Below 0 where there is no such row. */
  readonly indexOf: (key: number) => number;
  /** Rows of one kind share their nodes. */
  readonly kind: (index: number) => string;
  readonly create: (kind: string) => HTMLElement;
  readonly fill: (row: HTMLElement, index: number) => void;
  /** Enter or a click on a row. */
  readonly open: (index: number) => void;
  /** A head was chosen, by its column's `sortsBy`. */
  readonly sort?: (by: string) => void;
  /** Key of a row that is not to move, although others before it come and go; null for the first in view. */
  readonly held?: () => number | null;
  /** Whether a list that stands at its top stays there, so that rows that come before the first are seen. */
  readonly keepsTop?: () => boolean;
}

/** Rows that are kept as nodes beyond each edge of the view. */
const OVERSCAN = 6;

/** Rows of the first drawing: about as many as a docked panel has room for. */
const FIRST_DRAWN = 12;

/** Pixels of the heading, which stays at the top. */
const HEADER_HEIGHT = 22;

/** The list as it stands in the page. */
export class VirtualList {
  readonly element: HTMLElement;
  readonly header: ListHeader;
  private readonly nodes: RowNodes;
  /** As high as all rows. */
  private readonly space = element('div', { class: 'list-space' });
  /** Pixels of rows that there is room for; 0 while the list is not laid out. */
  private viewport = 0;
  private scrollTop = 0;
  private isScrolled = false;
  /** Whether the first rows are drawn, and whether they were seen: until then no others are. */
  private isDrawing = false;
  private hasDrawn = false;
  /** After scrolling, its rows are put in the order in which they are read out. */
  private readonly rest = new Rest(() => this.draw());
  private map = new ScrollMap(0, 0);
  private height = -1;
  private anchor: { readonly key: number; readonly screenTop: number } | null = null;
  private activeRow: number | null = null;
  private selectedRow: number | null = null;
  /** Told after each drawing. */
  onDraw: () => void = () => undefined;
  /** Told when a person has scrolled, and drawn, downwards or up. */
  onScroll: (isDown: boolean) => void = () => undefined;

  constructor(
    private readonly content: ListContent,
    private readonly follow: Follow | null = null,
  ) {
    this.header = new ListHeader(content.columns, content.sort);
    this.nodes = new RowNodes(content.name, (kind) => content.create(kind));
    this.element = element(
      'div',
      { class: `list list-${content.name}`, role: 'grid', tabindex: 0, 'aria-label': content.label },
      this.header.element,
      this.nodes.element,
      this.space,
    );
    this.element.addEventListener('scroll', () => this.scrolled());
    this.nodes.element.addEventListener('click', (event) => this.clicked(event));
    new ResizeObserver(() => {
      this.measure();
      // In the next frame: a change of size from within the observer would be reported as an error of the page.
      requestAnimationFrame(() => this.update());
    }).observe(this.element);
  }

  /** The places in view, without those beyond its edges. */
  get visible(): { readonly first: number; readonly last: number } {
    return this.map.visible(this.scrollTop);
  }

  /** Whether the last row is wholly in view. */
  get atEnd(): boolean {
    return this.map.viewport > 0 && this.map.atBottom(this.scrollTop);
  }

  /** How many rows the view has room for. */
  get room(): number {
    return Math.ceil(this.map.viewport / 22) + 1;
  }

  /** Key of the row that the keyboard is at, or null. */
  get active(): number | null {
    return this.activeRow;
  }

  /** Draws what the content says now; the rows in view stay where they are, or the newest comes into view. */
  update(): void {
    if (this.viewport === 0) this.measure();
    const count = this.content.count();
    this.map = new ScrollMap(count, this.viewport);
    if (this.map.height !== this.height) this.space.style.setProperty('height', `${this.map.height}px`);
    this.height = this.map.height;
    setAttribute(this.element, 'aria-rowcount', String(count + 1));
    if (this.viewport === 0) return; // not laid out: hidden, or in a page that is not shown
    if (this.follow?.moves === true) this.scrollTo(this.map.bottom);
    else this.keepPlace();
    this.draw();
  }

  /** Makes a row the one that the keyboard is at, and brings it into view; null for none. */
  activate(key: number | null): void {
    this.activeRow = key;
    const index = key === null ? -1 : this.content.indexOf(key);
    if (index >= 0) this.scrollTo(this.map.reveal(index, this.scrollTop));
    this.draw();
  }

  /** Marks the row whose detail is open. */
  select(key: number | null): void {
    this.selectedRow = key;
    this.draw();
  }

  /** Scrolls to the end. */
  showNewest(): void {
    this.scrollTo(this.map.bottom);
    this.draw();
  }

  /** Draws the rows in view again. */
  draw(): void {
    const { first, last } = this.hasDrawn ? this.map.visible(this.scrollTop, OVERSCAN) : this.firstDrawn();
    const wanted: WantedRow[] = [];
    for (let index = first; index <= last; index++) {
      wanted.push({ key: this.content.key(index), kind: this.content.kind(index) });
    }
    const topOf = (index: number): number => this.map.top(index, this.scrollTop);
    this.nodes
      .show(first, wanted, topOf, this.rest.isAwaited)
      .forEach((node, i) => this.drawRow(node, first + i, wanted[i]?.key ?? 0));
    if (this.isScrolled) this.element.scrollTop = this.scrollTop;
    this.isScrolled = false;
    this.rememberPlace();
    this.nameActiveRow();
    this.onDraw();
  }

  /** Key of the row that keeps its place on the screen when the others change; null where there is none. */
  get anchored(): number | null {
    return this.anchor?.key ?? null;
  }

  /** Keeps from now on the place of the row that is held, or of the first in view. */
  rememberPlace(): void {
    const { first, last } = this.visible;
    const heldKey = this.content.held?.() ?? null;
    const held = heldKey === null ? -1 : this.content.indexOf(heldKey);
    const index = held >= first && held <= last ? held : first;
    this.anchor =
      last < first ? null : { key: this.content.key(index), screenTop: this.map.screenTop(index, this.scrollTop) };
  }

  /** Goes to the top: the rows to come are others. */
  forgetPlace(): void {
    this.anchor = null;
    this.scrollTo(0);
  }

  /**
   * The rows that are drawn first, and all others once these are seen: none beyond the view, and of those in view as many as
   * can be there soon, at the end where the newest are.
   */
  private firstDrawn(): { readonly first: number; readonly last: number } {
    const { first, last } = this.visible;
    if (last < first) return { first, last };
    this.drawRestLater();
    if (this.atEnd) return { first: Math.max(first, last - FIRST_DRAWN + 1), last };
    return { first, last: Math.min(last, first + FIRST_DRAWN - 1) };
  }

  private drawRestLater(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    void painted().then(() => {
      this.hasDrawn = true;
      this.draw();
    });
  }

  private drawRow(node: RowNode, index: number, key: number): void {
    this.content.fill(node.element, index);
    node.mark(key === this.activeRow, key === this.selectedRow);
  }

  private keepPlace(): void {
    if (this.scrollTop === 0 && this.content.keepsTop?.() === true) return;
    const index = this.anchor === null ? -1 : this.content.indexOf(this.anchor.key);
    if (this.anchor !== null && index >= 0) this.scrollTo(this.map.scrollTopFor(index, this.anchor.screenTop));
    else this.scrollTo(Math.min(this.scrollTop, this.map.bottom)); // as the browser does where rows leave
  }

  /** The element follows with the next drawing, once its rows stand there. */
  private scrollTo(scrollTop: number): void {
    if (Math.abs(this.scrollTop - scrollTop) < 0.5) return;
    this.scrollTop = scrollTop;
    this.isScrolled = true;
  }

  /** Reads how much room there is, and where the browser has scrolled to for that. */
  private measure(): void {
    this.viewport = Math.max(0, this.element.clientHeight - HEADER_HEIGHT);
    if (!this.isScrolled) this.scrollTop = this.element.scrollTop;
  }

  private scrolled(): void {
    const { scrollTop } = this.element;
    const distance = scrollTop - this.scrollTop;
    if (distance === 0) return; // by this list itself, and drawn
    this.scrollTop = scrollTop;
    if (Math.abs(distance) >= 1) this.follow?.scrolled(this.map.atBottom(scrollTop));
    this.rest.moved();
    this.draw();
    this.onScroll(distance > 0);
  }

  private clicked(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest('[data-key]') : null;
    const key = row instanceof HTMLElement ? Number(row.dataset.key) : Number.NaN;
    const index = Number.isNaN(key) ? -1 : this.content.indexOf(key);
    if (index < 0) return;
    this.activate(key);
    this.content.open(index);
  }

  private nameActiveRow(): void {
    const drawn = this.activeRow !== null && this.nodes.has(this.activeRow);
    setAttribute(this.element, 'aria-activedescendant', drawn ? this.nodes.idOf(this.activeRow ?? 0) : null);
  }
}

/** A row with one cell for each column. */
export function rowOf(columns: readonly Column[], ...cells: readonly (readonly Child[])[]): HTMLElement {
  return element(
    'div',
    { class: 'row', role: 'row' },
    ...columns.map(({ name }, i) =>
      element('span', { class: `cell cell-${name}`, role: 'gridcell' }, ...(cells[i] ?? [])),
    ),
  );
}
