/**
 * A list that is pulled whole and shown by keys: subscriptions, what is in flight, flows. While someone works with it, no
 * row moves from its place; what is empty says so in its middle.
 */

import { element } from '../element';
import { walkByKeys } from '../lists/listKeys';
import { VirtualList, type Column } from '../lists/virtualList';
import { EmptyView, type EmptyWords, type RunCommand } from '../views/emptyView';
import { heldRows } from './heldRows';

/** A row, named by a whole number wherever it stands. */
export interface GridRow {
  readonly key: number;
  /** Rows of one kind share their nodes. */
  readonly kind: string;
}

/** What a grid shows. */
export interface GridContent<Row extends GridRow> {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column[];
  readonly create: (kind: Row['kind']) => HTMLElement;
  readonly fill: (node: HTMLElement, row: Row) => void;
  /** Enter or a click on a row. */
  readonly open: (row: Row) => void;
  /** What becomes of a row that is no longer there while someone works with the list; it leaves without this. */
  readonly gone?: (row: Row) => Row;
}

/** The grid as it stands in the page. */
export class RowGrid<Row extends GridRow> {
  readonly element: HTMLElement;
  private readonly list: VirtualList;
  private readonly empty: EmptyView;
  private shown: readonly Row[] = [];
  private places = new Map<number, number>();
  private pointed = false;

  constructor(
    private readonly content: GridContent<Row>,
    run: RunCommand,
  ) {
    this.list = this.makeList();
    this.empty = new EmptyView(run);
    this.element = element('div', { class: 'list-frame' }, this.list.element, this.empty.element);
    this.element.addEventListener('pointermove', () => (this.pointed = true));
    this.element.addEventListener('pointerleave', () => (this.pointed = false));
  }

  /** The rows as they stand. */
  get rows(): readonly Row[] {
    return this.shown;
  }

  /** Shows fresh rows; those that someone works with stay where they are. */
  show(fresh: readonly Row[]): void {
    const works = this.pointed || document.activeElement === this.list.element;
    this.replace(works ? heldRows(this.shown, fresh, this.content.gone) : fresh);
  }

  /** Shows these rows whoever works with the list: they are of another trace, or there are none. */
  replace(rows: readonly Row[]): void {
    this.shown = rows;
    this.places = new Map(rows.map((row, index) => [row.key, index]));
    this.list.update();
  }

  /** Says in the middle what the list will show; null where it has rows. */
  showEmpty(words: EmptyWords | null): void {
    this.empty.show(words);
    this.list.element.classList.toggle('without-rows', words !== null);
  }

  /** Has a size from now on. */
  laidOut(): void {
    this.list.update();
  }

  /** Fills the rows in view again. */
  draw(): void {
    this.list.draw();
  }

  private makeList(): VirtualList {
    const { name, label, columns, create } = this.content;
    const list: VirtualList = new VirtualList({
      name,
      label,
      columns,
      count: () => this.shown.length,
      key: (index) => this.shown[index]?.key ?? 0,
      indexOf: (key) => this.places.get(key) ?? -1,
      kind: (index) => this.shown[index]?.kind ?? '',
      create: (kind) => create(kind),
      fill: (node, index) => this.at(index, (row) => this.content.fill(node, row)),
      open: (index) => this.at(index, (row) => this.content.open(row)),
    });
    walkByKeys(list.element, {
      count: () => this.shown.length,
      active: () => (list.active === null ? -1 : (this.places.get(list.active) ?? -1)),
      page: () => Math.max(1, list.room - 2),
      entry: () => list.visible.first,
      move: (index) => list.activate(this.shown[index]?.key ?? null),
      open: (index) => this.at(index, (row) => this.content.open(row)),
      close: () => false,
    });
    return list;
  }

  private at(index: number, act: (row: Row) => void): void {
    const row = this.shown[index];
    if (row !== undefined) act(row);
  }
}
