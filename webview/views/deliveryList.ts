/** The rows of the deliveries: pulled by place around what is in view, live, and still while a person uses them. */

import { PAGE_LIMIT, type RowsPage } from '../../src/shared/engineApi';
import { button, element, setHidden, setText } from '../element';
import { counted, t } from '../l10n';
import { Follow } from '../lists/follow';
import { FrameBudget } from '../lists/frameBudget';
import { walkByKeys } from '../lists/listKeys';
import { AHEAD, edgeAhead, type Ahead } from '../lists/lookAhead';
import { VirtualList } from '../lists/virtualList';
import type { Pull } from '../pulls';
import type { Delivery } from '../../src/shared/model';
import { RowWindow, type Asked, type Question } from '../rowWindow';
import type { TraceClock } from '../traceClock';
import { WORDS } from '../words';
import { createDeliveryRow, deliveryColumns, fillDeliveryRow, storyOfRow } from './deliveryRow';
import { textsOf } from './deliveryTexts';

/** What the list asks of its view. */
export interface DeliveryListActions {
  readonly pull: Pull;
  readonly clock: TraceClock;
  readonly trace: () => number;
  /** Newest version of the trace that the page has heard of. */
  readonly version: () => number;
  /** Wall clock of the trace's beginning, in milliseconds since 1970. */
  readonly startedAt: () => number;
  /** Opens a delivery's detail. */
  readonly choose: (delivery: number) => void;
  /** Whether a detail is open, which then goes with the active row. */
  readonly isOpen: () => boolean;
  /** Whether the first rows are shown first, as of a file, and the newest only when they are asked for. */
  readonly startsAtTop: boolean;
  /** Whether more rows may come. */
  readonly grows: () => boolean;
  /** Closes the detail. Gives whether there was one. */
  readonly close: () => boolean;
  /** The row that was to be revealed is not among the rows (its number), or a row was revealed (null). */
  readonly leftOut: (delivery: number | null) => void;
  /** A head was chosen. */
  readonly sort: (by: string) => void;
  /** Asks for a refresh of the same version. */
  readonly invalidate: () => void;
  /** Told after each page, and when the rows were forgotten; `isNew` for the first page that answers a question. */
  readonly changed: (isNew: boolean) => void;
  /** A menu was asked for on a row, at a place of the page in pixels; `column` names the cell, where one was meant. */
  readonly menu: (delivery: Delivery, column: string | null, x: number, y: number) => void;
  /** A cell was clicked with Alt: only what is like it. */
  readonly quick: (delivery: Delivery, column: string) => void;
}

/** Rows beyond each edge of the view that a page brings too: those that the list keeps as nodes. */
const BEYOND = 8;

/** The list of deliveries with its button back to the newest. */
export class DeliveryList {
  readonly element: HTMLElement;
  private window: RowWindow;
  /** The rows that were asked for and have not come: until then the others stay to be seen. */
  private next: RowWindow | null = null;
  private readonly follow = new Follow();
  private readonly list: VirtualList;
  private readonly newest: HTMLElement;
  private readonly budget = new FrameBudget(() => this.list.draw());
  private pointerAt = '';
  private pointed: number | null = null;
  private toReveal: number | null = null;
  /** The rows that a person is scrolling towards, where they are wanted; null for none. */
  private ahead: Ahead | null = null;

  constructor(
    question: Question,
    private readonly actions: DeliveryListActions,
  ) {
    this.window = new RowWindow(question);
    this.list = this.makeList();
    this.list.onDraw = () => this.drawn();
    this.list.onScroll = (isDown) => this.lookAhead(isDown);
    this.newest = button('', () => this.startFollowing(), 'primary', {
      class: 'list-new',
      title: t(WORDS.showNewest),
      hidden: true,
    });
    this.element = element('div', { class: 'list-part' }, this.list.element, this.newest);
    this.holdBackWhileUsed();
    this.offerMenu();
    this.follow.grows(this.window.growsAtEnd);
    if (actions.startsAtTop) this.follow.stop();
    this.list.header.sorted(question.order, question.descending);
  }

  /** How many rows there are; null before the first page. */
  get total(): number | null {
    return this.window.version < 0 ? null : this.window.total;
  }

  /** Whether the list is too small to be seen. */
  get isHidden(): boolean {
    return this.list.element.clientHeight === 0;
  }

  /** Whether the list itself has the focus. */
  get hasFocus(): boolean {
    return document.activeElement === this.list.element;
  }

  /** Puts the focus on the list. */
  focus(): void {
    this.list.element.focus();
  }

  /** Asks for other rows or another order; `near` is a delivery to show among them, or null. */
  ask(question: Question, near: number | null): void {
    const { filter, order, descending } = (this.next ?? this.window).question;
    if (filter === question.filter && order === question.order && descending === question.descending) return;
    this.next = new RowWindow(question);
    this.toReveal = near;
    this.list.header.sorted(question.order, question.descending);
    this.actions.invalidate();
  }

  /** Brings a delivery's row into view, wherever it is. */
  reveal(delivery: number): void {
    this.toReveal = delivery;
    this.actions.invalidate();
  }

  /** A delivery that is among the rows that are held, as it was read; else null. */
  known(delivery: number): Delivery | null {
    const row = this.window.row(this.window.placeOf(delivery));
    return row === 'unread' ? null : row;
  }

  /** Marks the delivery whose detail is open; null for none. */
  select(delivery: number | null): void {
    this.list.select(delivery);
    if (delivery !== null) this.follow.focused(this.list.element.contains(document.activeElement));
  }

  /** Pulls the rows in view where they are not held as they are now. */
  async refresh(): Promise<void> {
    const { next, toReveal, ahead } = this;
    const { first, last } = this.list.visible;
    const isHeld = this.window.holds(first, last, this.actions.version());
    if (next === null && toReveal === null && ahead === null && isHeld) return;
    const rows = next ?? this.window;
    const page = await this.pull(rows, this.wanted(rows, first, last, ahead), ahead);
    if (next !== this.next) return; // other rows were asked for meanwhile
    // Where rows left while it was on its way, it is of other places: those in view are read first, by their numbers.
    if (ahead !== null && rows.leavesBehind(page)) {
      this.actions.invalidate();
      return;
    }
    this.actions.clock.sync(page.now);
    this.take(rows, page);
    if (toReveal !== null && toReveal === this.toReveal) this.revealRow(toReveal);
  }

  /** The list can be seen from now on. */
  shown(): void {
    this.list.update();
    if (this.toReveal !== null) this.actions.invalidate();
  }

  /** Texts that deliveries in and around view have in a field of the filter language, each once. */
  readonly knownTexts = (field: string): readonly string[] => textsOf(this.window.held(), field);

  /** Lets ages grow. */
  tick(): void {
    this.list.draw();
  }

  /** Forgets all rows: another engine answers. */
  reset(): void {
    this.window.reset();
    this.next = null;
    this.follow.begins(0);
    this.list.update();
    this.actions.changed(false);
  }

  private async pull(rows: RowWindow, wanted: Asked, ahead: Ahead | null): Promise<RowsPage> {
    try {
      return await this.actions.pull('trace.rows', { trace: this.actions.trace(), ...rows.question, ...wanted });
    } finally {
      // Not before: until they have come the same rows lack. Others may be wanted by now.
      if (this.ahead === ahead) this.ahead = null;
    }
  }

  private wanted(rows: RowWindow, first: number, last: number, ahead: Ahead | null): Asked {
    if (this.toReveal !== null) return rows.around(this.toReveal, PAGE_LIMIT / 2);
    const room = this.list.room + BEYOND + (ahead === null ? 0 : AHEAD);
    const atEnd = rows.growsAtEnd && !this.actions.startsAtTop;
    if (rows !== this.window) return atEnd ? rows.end(room) : rows.places(0, room);
    if (this.follow.moves) return rows.end(room);
    // Those in view need not come again where they stay held, whatever comes.
    const stay = (rows.isSteady || !this.actions.grows()) && rows.holds(first, last, this.actions.version());
    const edge = ahead === null ? -1 : rows.placeOf(ahead.edge);
    if (ahead !== null && edge >= 0 && stay) return rows.beyond(edge, ahead.isDown, 2 * AHEAD);
    const anchor = this.list.anchored;
    const atTop = !rows.growsAtEnd && first <= 0 && !this.follow.holds;
    if (anchor === null || anchor < 0 || atTop) return rows.places(first, last);
    return rows.around(anchor, room);
  }

  /** Only after a person scrolled: an answer never asks for more, as rows may be too many for one page. */
  private lookAhead(isDown: boolean): void {
    const { window } = this;
    if (this.follow.moves || this.ahead !== null) return;
    const edge = edgeAhead(this.list.visible, window.total, isDown, (place) => window.row(place) !== 'unread');
    if (edge === null) return;
    this.ahead = { edge: window.key(edge), isDown };
    this.actions.invalidate();
  }

  private take(rows: RowWindow, page: RowsPage): void {
    const isFirst = rows.version < 0;
    rows.take(page);
    if (rows !== this.window) this.begin(rows);
    // What comes later from a file was there before the person looked: it is not counted as new.
    if (isFirst || this.actions.startsAtTop) this.follow.begins(rows.arrived);
    else this.follow.arrived(rows.arrived);
    this.list.element.classList.toggle('without-rows', rows.total === 0);
    this.actions.changed(isFirst);
    this.list.update();
    const { active } = this.list;
    if (active !== null && active < 0 && rows.placeOf(active) >= 0) this.walkTo(rows.placeOf(active)); // it is read now
  }

  /** Shows the rows of another question. */
  private begin(rows: RowWindow): void {
    this.window = rows;
    this.next = null;
    this.follow.grows(rows.growsAtEnd);
    if (this.actions.startsAtTop) this.follow.stop();
    else this.follow.start();
    this.list.forgetPlace();
  }

  private makeList(): VirtualList {
    const columns = deliveryColumns();
    const list: VirtualList = new VirtualList(
      {
        name: 'deliveries',
        label: t(WORDS.deliveries),
        columns,
        count: () => this.window.total,
        key: (place) => this.window.key(place),
        indexOf: (key) => this.window.placeOf(key),
        kind: () => 'delivery',
        create: () => createDeliveryRow(columns),
        fill: (row, place) => this.fill(row, place),
        open: (place) => this.openRow(place),
        sort: this.actions.sort,
        held: () => this.pointed ?? (this.follow.holds ? list.active : null),
        keepsTop: () => !this.window.growsAtEnd && !this.follow.holds,
      },
      this.follow,
    );
    walkByKeys(list.element, {
      count: () => this.window.total,
      active: () => (list.active === null ? -1 : this.window.placeOf(list.active)),
      page: () => Math.max(1, list.room - 2),
      entry: () => Math.max(list.visible.first, list.visible.last - 1),
      move: (place) => this.walkTo(place),
      open: (place) => this.openRow(place),
      close: this.actions.close,
    });
    return list;
  }

  private fill(row: HTMLElement, place: number): void {
    fillDeliveryRow(row, place, this.window, {
      startedAt: this.actions.startedAt(),
      now: this.actions.clock.now(),
      mayBegin: () => this.budget.take(),
    });
  }

  /** The row under the mouse and the row with the focus stay where they are. */
  private holdBackWhileUsed(): void {
    const list = this.list.element;
    this.element.addEventListener('pointermove', (event) => {
      const at = `${event.clientX},${event.clientY}`;
      if (at === this.pointerAt) return; // the page moved under a mouse at rest
      this.pointerAt = at;
      this.point(event.target);
    });
    list.addEventListener('pointerleave', () => {
      this.follow.pointed(false);
      this.pointed = null;
      this.list.update();
    });
    list.addEventListener('focusout', () => {
      this.follow.focused(false);
      this.list.update();
    });
    list.addEventListener('focusin', () => this.follow.focused(this.list.active !== null));
  }

  private offerMenu(): void {
    const list = this.list.element;
    list.addEventListener('contextmenu', (event) => {
      const cell = event.target instanceof Element ? event.target.closest('.cell') : null;
      const key = cell === null ? this.list.active : keyOf(cell);
      const row = key === null ? 'unread' : this.window.row(this.window.placeOf(key));
      if (row === 'unread') return;
      event.preventDefault();
      const byKey = cell === null ? document.getElementById(`deliveries-${row.n}`)?.getBoundingClientRect() : undefined;
      this.actions.menu(row, columnOf(cell), byKey?.left ?? event.clientX, byKey?.bottom ?? event.clientY);
    });
    list.addEventListener(
      'click',
      (event) => {
        const cell = event.target instanceof Element ? event.target.closest('.list-rows .cell') : null;
        const row = event.altKey && cell !== null ? this.window.row(this.window.placeOf(keyOf(cell) ?? 0)) : 'unread';
        const column = columnOf(cell);
        if (row === 'unread' || column === null) return;
        event.stopPropagation();
        this.actions.quick(row, column);
      },
      true,
    );
  }

  private point(target: EventTarget | null): void {
    const over = target instanceof Node && this.list.element.contains(target);
    this.follow.pointed(over);
    const row = target instanceof Element ? target.closest<HTMLElement>('.list-rows > [data-key]') : null;
    const key = row === null ? -1 : Number(row.dataset.key);
    this.pointed = key > 0 ? key : null;
    const known = this.window.row(this.window.placeOf(key));
    if (row !== null && known !== 'unread') row.title = storyOfRow(known);
    this.list.rememberPlace();
  }

  private startFollowing(): void {
    this.list.activate(null);
    this.list.element.focus();
    this.follow.start();
    this.pointed = null;
    this.list.update();
    this.actions.invalidate();
  }

  private openRow(place: number): void {
    const row = this.window.row(place);
    if (row !== 'unread') this.actions.choose(row.n);
  }

  private walkTo(place: number): void {
    this.follow.focused(true);
    this.list.activate(this.window.key(place));
    if (this.actions.isOpen()) this.openRow(place);
  }

  /** Where it is not among the rows, it has left the log, as the detail says, or the filter leaves it out. */
  private revealRow(n: number): void {
    if (this.isHidden && this.window.total > 0) return; // until it is shown
    this.toReveal = null;
    const isThere = this.window.placeOf(n) >= 0;
    this.actions.leftOut(isThere || this.window.total === 0 ? null : n); // of no rows at all the view tells itself
    if (!isThere) return;
    this.follow.stop();
    this.list.activate(n);
  }

  private drawn(): void {
    const { first, last } = this.list.visible;
    if (this.list.atEnd) this.follow.showed(this.window.arrived);
    else if (last >= first) this.follow.showed(this.window.arrivedBefore(last));
    this.showNewest();
    for (let place = first; place <= last; place++) {
      if (this.window.row(place) === 'unread') {
        this.actions.invalidate();
        return;
      }
    }
  }

  private showNewest(): void {
    const { unseen, away } = this.follow;
    setHidden(this.newest, !this.actions.grows() || (unseen === 0 && (!away || this.list.atEnd)));
    setText(this.newest, unseen === 0 ? t(WORDS.toNewest) : counted(unseen, WORDS.newOne, WORDS.newMany));
  }
}

/** Key of the row that a cell is in; null for a head. */
function keyOf(cell: Element): number | null {
  const key = cell.closest<HTMLElement>('.list-rows > [data-key]')?.dataset.key;
  return key === undefined ? null : Number(key);
}

function columnOf(cell: Element | null): string | null {
  return /cell-(\w+)/.exec(cell?.className ?? '')?.[1] ?? null;
}
