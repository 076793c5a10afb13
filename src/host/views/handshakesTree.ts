/** The view Handshakes: deliveries newest first, each opening into its packets. */

import { EventEmitter, l10n, type Event, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';

import { LIVE_TRACE, type TraceCounts } from '../../shared/engineApi';
import type { Delivery } from '../../shared/model';
import { packetsGone, storyOf } from '../deliveryWords';
import { Disposable } from '../dispose';
import type { Engine } from '../engineClient';
import { type Log } from '../log';
import { Pacer, systemTimer, type Timer } from '../pacer';
import { errorInWords } from '../words';
import {
  DeliveryRow,
  deliveryItem,
  NoteRow,
  noteItem,
  OlderRow,
  olderItem,
  packetItem,
  PacketRow,
  TopRow,
  topItem,
  type HandshakeRow,
} from './handshakeItems';
import { changedInPlace, HandshakeRows } from './handshakeRows';

/** At most two refreshes a second. */
const REFRESH_INTERVAL = 500;

/** The engine as this view needs it. */
export interface HandshakeSource extends Engine {
  readonly counts: TraceCounts | null;
  readonly onDidChangeTrace: Event<TraceCounts>;
  readonly onDidChangeProblem: Event<unknown>;
}

/** Gives the rows, and holds new ones back while the person has a row selected or opened. */
export class HandshakesTree extends Disposable implements TreeDataProvider<HandshakeRow> {
  private readonly changed = this.register(new EventEmitter<HandshakeRow | HandshakeRow[] | undefined>());
  private readonly rows = new HandshakeRows({
    deliveries: (before, limit) => this.engine.request('trace.deliveries', { trace: LIVE_TRACE, before, limit }),
  });
  private readonly top = new TopRow();
  private readonly older = new OlderRow();
  private readonly known = new Map<number, DeliveryRow>();
  private readonly opened = new Set<DeliveryRow>();
  private readonly pacer: Pacer;
  private view: Pick<TreeView<HandshakeRow>, 'reveal'> | null = null;
  private selected = false;
  private isVisible = true;
  private loaded = false;
  /** The one piece of work on the rows that is under way; the next waits for it. */
  private work: Promise<void> = Promise.resolve();

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly engine: HandshakeSource,
    log: Log,
    timer: Timer = systemTimer,
  ) {
    super();
    this.pacer = this.register(new Pacer(() => this.refresh(), REFRESH_INTERVAL, log, timer));
    this.register(engine.onDidChangeTrace(() => this.isVisible && this.pacer.ask()));
    this.register(engine.onDidChangeProblem(() => this.reset()));
  }

  /** Whether new rows wait because the person works in the view. */
  get held(): boolean {
    return this.selected || this.opened.size > 0;
  }

  /** Whether a person can see it. */
  get visible(): boolean {
    return this.isVisible;
  }

  /** Follows what the person does in the view. */
  follow(view: TreeView<HandshakeRow>): void {
    this.view = view;
    this.register(view.onDidChangeSelection(({ selection }) => this.select(selection)));
    this.register(view.onDidExpandElement(({ element }) => this.open(element)));
    this.register(view.onDidCollapseElement(({ element }) => this.close(element)));
    this.register(view.onDidChangeVisibility(({ visible }) => this.show(visible)));
    this.register(this.engine.onDidChangeTrace(({ paused }) => this.describe(view, paused)));
    this.isVisible = view.visible;
  }

  /** The person's selection: a delivery or packet holds the list. */
  select(selection: readonly HandshakeRow[]): void {
    this.selected = selection.some((row) => row instanceof DeliveryRow || row instanceof PacketRow);
    this.changed.fire(this.top);
  }

  /** The person has opened a row, which holds the list. */
  open(row: HandshakeRow): void {
    if (row instanceof DeliveryRow) this.opened.add(row);
    this.changed.fire(this.top);
  }

  /** The person has closed a row. */
  close(row: HandshakeRow): void {
    if (row instanceof DeliveryRow) this.opened.delete(row);
    this.changed.fire(this.top);
  }

  /** Lets the list go on: shows the newest page, whatever is selected or opened. */
  async showNew(): Promise<void> {
    this.opened.clear();
    this.selected = false;
    await this.inTurn(() => this.rows.showNewest());
    this.changed.fire(undefined);
  }

  /** Shows the next page of older deliveries. */
  async showOlder(): Promise<void> {
    await this.inTurn(() => this.rows.showOlder());
    this.changed.fire(undefined);
  }

  /** Selects a delivery, and shows the page around it first where it is not shown. Rejects with trace.deliveryGone. */
  async reveal(delivery: number): Promise<void> {
    if (!this.loaded || !this.known.has(delivery)) {
      await this.engine.request('trace.delivery', { trace: LIVE_TRACE, delivery });
      await this.inTurn(() => this.rows.showAround(delivery));
      this.loaded = true;
      this.selected = true; // before VS Code says so: a refresh in between must not take the row away
      this.changed.fire(undefined);
    }
    const row = this.known.get(delivery);
    if (row !== undefined) await this.view?.reveal(row, { select: true, focus: true });
  }

  /** The row above; VS Code asks for it to reveal a row. */
  getParent(row: HandshakeRow): HandshakeRow | undefined {
    return row instanceof PacketRow && row.packet.delivery !== null ? this.known.get(row.packet.delivery) : undefined;
  }

  /** Begins anew: the trace was cleared, or belongs to another engine. */
  reset(): void {
    this.known.clear();
    this.opened.clear();
    this.selected = false;
    this.loaded = false;
    this.changed.fire(undefined);
  }

  async getChildren(row?: HandshakeRow): Promise<HandshakeRow[]> {
    if (row instanceof DeliveryRow) return this.packetsOf(row);
    if (row !== undefined || this.engine.counts === null) return [];
    if (!this.loaded) await this.load();
    if (this.known.size === 0) return [];
    return [this.top, ...this.known.values(), ...(this.rows.more ? [this.older] : [])];
  }

  getTreeItem(row: HandshakeRow): TreeItem {
    if (row instanceof DeliveryRow) return deliveryItem(row, this.startedAt);
    if (row instanceof PacketRow) return packetItem(row);
    if (row instanceof NoteRow) return noteItem(row);
    if (row instanceof OlderRow) return olderItem(row);
    return topItem(row, this.engine.counts, this.held, this.rows.newer);
  }

  async resolveTreeItem(item: TreeItem, row: HandshakeRow): Promise<TreeItem> {
    if (row instanceof DeliveryRow) item.tooltip = await this.story(row);
    return item;
  }

  private get startedAt(): number {
    return this.engine.counts?.startedAt ?? 0;
  }

  private async story({ delivery }: DeliveryRow): Promise<string> {
    try {
      const detail = await this.engine.request('trace.delivery', { trace: LIVE_TRACE, delivery: delivery.n });
      return storyOf(detail, this.startedAt);
    } catch (error) {
      return errorInWords(error);
    }
  }

  private async packetsOf({ delivery }: DeliveryRow): Promise<HandshakeRow[]> {
    try {
      const detail = await this.engine.request('trace.delivery', { trace: LIVE_TRACE, delivery: delivery.n });
      const [first] = detail.packets;
      const gone = detail.delivery.packets - detail.packets.length;
      const packets = first === undefined ? [] : detail.packets.map((packet) => new PacketRow(packet, first));
      if (packets.length === 0 && gone === 0) return [new NoteRow(`none:${delivery.n}`, l10n.t('no packet sent yet'))];
      return gone > 0 ? [new NoteRow(`gone:${delivery.n}`, packetsGone(gone)), ...packets] : packets;
    } catch (error) {
      return [new NoteRow(`error:${delivery.n}`, errorInWords(error))];
    }
  }

  private async refresh(): Promise<void> {
    if (this.loaded && this.held && this.engine.counts?.deliveries !== 0) {
      this.tell(await this.inTurn(() => this.rows.refreshHeld()));
      return;
    }
    const changed = await this.load();
    if (changed === null) this.changed.fire(undefined);
    else this.tell(changed);
  }

  /** Of rows that are told anew VS Code knows nothing until it has read them: see ShownRows. A row's story has its whole journey. */
  private tell(changed: readonly Delivery[]): void {
    const journeys = new Set(changed.map(({ journey }) => journey));
    const numbers = new Set(changed.map(({ n }) => n));
    const told = [...this.known.values()].filter(
      ({ delivery: { n, journey } }) => numbers.has(n) || (journey !== null && journeys.has(journey)),
    );
    this.changed.fire([this.top, ...told]);
  }

  /** Shows the newest page. Gives the deliveries that went on where the same are shown as before; null where others are. */
  private load(): Promise<readonly Delivery[] | null> {
    return this.inTurn(async () => {
      const { loaded } = this;
      const { shown, more } = this.rows;
      await this.rows.showNewest();
      this.loaded = true;
      return loaded && this.rows.more === more ? changedInPlace(shown, this.rows.shown) : null;
    });
  }

  /** Runs `task` on the rows when the one before has ended, and then brings `known` in line with them. */
  private inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const run = this.work.then(task).then((result) => {
      this.align();
      return result;
    });
    const settled = (): void => undefined; // a failure is the caller's to tell, not the next task's
    this.work = run.then(settled, settled);
    return run;
  }

  /** One object per shown delivery, with what is known of it now; what is no longer shown is forgotten. */
  private align(): void {
    const before = new Map(this.known);
    this.known.clear();
    for (const delivery of this.rows.shown) {
      const row = before.get(delivery.n) ?? new DeliveryRow(delivery);
      row.delivery = delivery;
      this.known.set(delivery.n, row);
    }
    for (const row of this.opened) if (!this.known.has(row.delivery.n)) this.opened.delete(row);
  }

  /** Only a change is written: each writing is a message to VS Code's window, and the trace changes all the time. */
  private describe(view: Pick<TreeView<HandshakeRow>, 'description'>, paused: boolean): void {
    if ((view.description !== undefined) !== paused) view.description = paused ? l10n.t('paused') : undefined;
  }

  private show(visible: boolean): void {
    this.isVisible = visible;
    if (visible) this.pacer.ask();
  }
}
