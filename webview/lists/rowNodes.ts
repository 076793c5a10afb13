/**
 * The nodes of a list's rows. A row that stays keeps its node; the node of a row that left becomes that of a row that
 * came, where it stands, so that little is taken out of the document and put in again. Nodes stand in the order of
 * their rows, as they are read out, but while a list is scrolled: a node that is put elsewhere is styled, laid out and
 * painted anew with all that is in it. What is the same already is not written again: rows stand at whole rows'
 * distance from one of them, the origin, so that a jump moves what they stand in, and no row.
 */

import { element, setAttribute } from '../element';
import { ROW_HEIGHT } from './scrollMap';

/** A row that is to have a node. Rows of one kind share their nodes. */
export interface WantedRow {
  readonly key: number;
  readonly kind: string;
}

/** Nodes that are kept for rows to come, of each kind. */
const MOST_SPARE = 16;

/** A row's node, and what was written to it. */
export class RowNode {
  private key = Number.NaN;
  private distance = Number.NaN;
  private index = -1;
  private isActive = false;
  private isSelected: boolean | null = null;

  constructor(
    readonly element: HTMLElement,
    readonly kind: string,
  ) {}

  /** Names the row that the node stands for; `id` is the node's own. */
  name(key: number, id: string): void {
    if (key === this.key) return;
    this.key = key;
    this.element.dataset.key = String(key);
    this.element.id = id;
  }

  /** Puts it at a place of the list, so many rows behind the origin. */
  put(index: number, distance: number): void {
    if (distance !== this.distance) {
      this.element.style.setProperty('transform', `translateY(${distance * ROW_HEIGHT}px)`);
    }
    if (index !== this.index) setAttribute(this.element, 'aria-rowindex', String(index + 2)); // the heads are the first
    this.distance = distance;
    this.index = index;
  }

  /** Marks it as the one that the keyboard is at, and as the one whose detail is open. */
  mark(isActive: boolean, isSelected: boolean): void {
    if (isActive !== this.isActive) this.element.classList.toggle('active', isActive);
    if (isSelected !== this.isSelected) {
      this.element.classList.toggle('selected', isSelected);
      setAttribute(this.element, 'aria-selected', String(isSelected));
    }
    this.isActive = isActive;
    this.isSelected = isSelected;
  }
}

/** All nodes of one list. */
export class RowNodes {
  /** What they stand in. */
  readonly element = element('div', { class: 'list-rows', role: 'rowgroup' });
  private shown = new Map<number, RowNode>();
  private origin = 0;
  private top = Number.NaN;
  private readonly spare = new Map<string, RowNode[]>();

  /** `name` is the list's, for the ids of its rows; `create` makes an empty row. */
  constructor(
    private readonly name: string,
    private readonly create: (kind: string) => HTMLElement,
  ) {}

  /** The id of a row's node. */
  idOf(key: number): string {
    return `${this.name}-${key}`;
  }

  /** Whether the row has a node. */
  has(key: number): boolean {
    return this.shown.has(key);
  }

  /**
   * Gives each of these rows a node, and others none; the rows stand one below the other from place `first` on. `topOf`
   * is where a place is, in pixels. The nodes stand in the order of the rows, or, where `asTheyStand`, in any.
   */
  show(
    first: number,
    rows: readonly WantedRow[],
    topOf: (index: number) => number,
    asTheyStand: boolean,
  ): readonly RowNode[] {
    const before = this.shown;
    const kept = new Map<number, RowNode>();
    for (const { key, kind } of rows) {
      const node = before.get(key);
      if (node?.kind === kind) kept.set(key, node);
    }
    const free = new Map<Element, RowNode>();
    for (const [key, node] of before) if (kept.get(key) !== node) free.set(node.element, node);
    this.shown = new Map();
    const nodes = asTheyStand ? this.fillUp(rows, kept, free) : this.lineUp(rows, kept, free);
    for (const node of free.values()) this.putAside(node);
    if (kept.size === 0) this.origin = first;
    nodes.forEach((node, i) => node.put(first + i, first + i - this.origin));
    this.move(topOf(this.origin));
    return nodes;
  }

  private move(top: number): void {
    if (top !== this.top) this.element.style.setProperty('transform', `translateY(${top}px)`);
    this.top = top;
  }

  /** Lets a free node serve each row that came, wherever it stands. */
  private fillUp(
    rows: readonly WantedRow[],
    kept: ReadonlyMap<number, RowNode>,
    free: Map<Element, RowNode>,
  ): readonly RowNode[] {
    return rows.map(({ key, kind }) => {
      const node = kept.get(key) ?? this.take(kind, null, free);
      if (node.element.parentNode === null) this.element.append(node.element);
      this.assign(node, key);
      return node;
    });
  }

  /** Puts nodes in order, each with as few steps as can be: a free one serves where it stands. */
  private lineUp(
    rows: readonly WantedRow[],
    kept: ReadonlyMap<number, RowNode>,
    free: Map<Element, RowNode>,
  ): readonly RowNode[] {
    let next = this.element.firstElementChild;
    return rows.map(({ key, kind }) => {
      const present = kept.get(key);
      if (present !== undefined) while (next !== null && free.has(next)) next = next.nextElementSibling;
      const node = present ?? this.take(kind, next, free);
      if (node.element === next) next = next.nextElementSibling;
      else this.element.insertBefore(node.element, next);
      this.assign(node, key);
      return node;
    });
  }

  private assign(node: RowNode, key: number): void {
    node.name(key, this.idOf(key));
    this.shown.set(key, node);
  }

  /** A node for another row: the one that stands there, another free one, or a new one. */
  private take(kind: string, there: Element | null, free: Map<Element, RowNode>): RowNode {
    const standing = there === null ? undefined : free.get(there);
    const node = standing?.kind === kind ? standing : [...free.values()].find((one) => one.kind === kind);
    if (node === undefined) return this.spare.get(kind)?.pop() ?? new RowNode(this.create(kind), kind);
    free.delete(node.element);
    return node;
  }

  private putAside(node: RowNode): void {
    node.element.remove();
    const spare = this.spare.get(node.kind) ?? [];
    if (spare.length < MOST_SPARE) spare.push(node);
    this.spare.set(node.kind, spare);
  }
}
