/** The chosen delivery: its state in the protocol's words and in plain ones, its journey as a ladder, its packets. */

import type { DeliveryDetail } from '../../src/shared/engineApi';
import {
  hasEnded,
  plainSentence,
  protocolSentence,
  qosReason,
  qosText,
  routeOf,
  senderOf,
  stateLook,
  viaText,
} from '../deliveryWords';
import { button, element, icon, setText } from '../element';
import { JourneyLegs, LEGS_STEP, legsOf } from '../journeyLegs';
import { counted, t } from '../l10n';
import { layOutLadder, type Leg } from '../ladderLayout';
import { ProblemLine } from '../problem';
import type { Pull } from '../pulls';
import { age, size, span } from '../quantities';
import type { TraceClock } from '../traceClock';
import { WORDS } from '../words';
import { drawLadder } from './ladder';
import { LegList } from './legList';
import { PacketTable } from './packetTable';

/** What the detail asks of the page. */
export interface DetailActions {
  readonly pull: Pull;
  readonly clock: TraceClock;
  readonly trace: () => number;
  readonly choose: (delivery: number) => void;
  readonly close: () => void;
  readonly openMessage: (delivery: number) => Promise<void>;
  /** Puts a text on the clipboard. */
  readonly copy: (text: string) => Promise<void>;
  /** Asks for a pull of the same version. */
  readonly invalidate: () => void;
}

/** The pane beside the list of deliveries, or below it where the page is narrow. */
export class DetailPane {
  readonly element = element('section', { class: 'detail', hidden: true });
  private readonly problem: ProblemLine;
  private readonly legs: JourneyLegs;
  private readonly topic = element('h2', { class: 'detail-topic' });
  private readonly look = element('span', { class: 'detail-look' });
  private readonly facts = element('p', { class: 'detail-facts' });
  private readonly protocol = element('p', { class: 'detail-protocol' });
  private readonly plain = element('p', { class: 'detail-plain' });
  private readonly because = element('p', { class: 'detail-because' });
  private readonly gone = element('p', { class: 'faint' });
  private readonly ladder = element('div', { class: 'ladder-frame', tabindex: 0 });
  private readonly more = element('div', {});
  private readonly body = element('div', { class: 'detail-body' });
  private readonly legsFrame = element('div', {});
  private readonly packetsFrame = element('div', { class: 'packets-frame' });
  private readonly closeButton: HTMLElement;
  private legList: LegList;
  private table = new PacketTable();
  private chosen: number | null = null;
  private detail: DeliveryDetail | null = null;
  private mostLegs = LEGS_STEP;
  private drawnLegs: readonly Leg[] = [];
  private ladderRoom = 0;
  private drawn = '';

  constructor(private readonly actions: DetailActions) {
    this.problem = new ProblemLine(() => actions.invalidate());
    this.legs = new JourneyLegs(actions.pull);
    this.legList = new LegList(actions.choose);
    this.closeButton = button(icon('close'), actions.close, 'icon', {
      'aria-label': t(WORDS.close),
      title: t(WORDS.close),
    });
    this.legsFrame.append(this.legList.element);
    this.fillBody();
    this.element.append(this.heading(), this.problem.element, this.body);
    this.ladder.setAttribute('aria-label', t(WORDS.ladderHeading));
    this.ladder.setAttribute('role', 'region');
    new ResizeObserver(() => requestAnimationFrame(() => this.fitLadder())).observe(this.ladder);
  }

  /** The delivery that is shown, or null. */
  get delivery(): number | null {
    return this.chosen;
  }

  /** Shows a delivery, once it is pulled; null closes the pane. */
  choose(delivery: number | null): void {
    if (delivery === this.chosen) return;
    const sameJourney = this.detail !== null && legsOf(this.detail).some((leg) => leg.n === delivery);
    if (!sameJourney) this.forgetJourney();
    this.chosen = delivery;
    this.detail = null;
    this.table = new PacketTable();
    this.packetsFrame.replaceChildren(this.table.element);
    this.problem.clear();
    this.element.hidden = delivery === null;
    this.drawn = '';
  }

  /** Puts the focus on the way back. */
  focus(): void {
    this.closeButton.focus();
  }

  /** Pulls and draws the chosen delivery; an error is shown in the pane. */
  async refresh(): Promise<void> {
    const delivery = this.chosen;
    if (delivery === null) return;
    const trace = this.actions.trace();
    try {
      const detail = await this.actions.pull('trace.delivery', { trace, delivery });
      if (this.chosen !== delivery) return;
      const legs = await this.legs.of(trace, detail, this.mostLegs);
      if (this.chosen !== delivery) return;
      this.detail = detail;
      this.problem.clear();
      this.draw(detail, legs);
    } catch (error) {
      if (this.chosen === delivery) this.problem.show(error);
    }
  }

  /** Lets the age of a waiting delivery grow. */
  tick(): void {
    if (this.detail !== null && !hasEnded(this.detail.delivery)) this.drawFacts(this.detail);
  }

  private heading(): HTMLElement {
    const copy = t(WORDS.copyTopic);
    return element(
      'header',
      { class: 'detail-heading' },
      this.look,
      this.topic,
      button(icon('copy'), () => void this.copyTopic(), 'icon', { 'aria-label': copy, title: copy }),
      element('span', { class: 'stretch' }),
      button(t(WORDS.openMessage), () => void this.openMessage(), 'secondary', { title: t(WORDS.openMessageHint) }),
      this.closeButton,
    );
  }

  private draw(detail: DeliveryDetail, legs: readonly Leg[]): void {
    const saying = JSON.stringify([detail, legs, this.mostLegs]);
    if (saying === this.drawn) return;
    this.drawn = saying;
    const { delivery } = detail;
    const look = stateLook(delivery);
    this.element.setAttribute('aria-label', t(WORDS.detail, { n: delivery.n }));
    this.look.replaceChildren(icon(look.icon, look.tone), element('span', {}, look.word));
    setText(this.topic, delivery.topic);
    this.topic.title = delivery.topic;
    this.drawFacts(detail);
    setText(this.protocol, protocolSentence(delivery));
    setText(this.plain, plainSentence(delivery));
    setText(this.because, qosReason(delivery) ?? '');
    this.body.hidden = false; // the ladder measures its room
    this.drawJourney(detail, legs);
    this.drawPackets(detail);
  }

  private fillBody(): void {
    this.body.append(
      this.facts,
      element('div', { class: 'detail-state' }, this.protocol, this.plain, this.because),
      this.ladder,
      this.more,
      this.legsFrame,
      element('h3', {}, t(WORDS.packetsHeading)),
      this.gone,
      this.packetsFrame,
    );
  }

  private drawFacts({ delivery }: DeliveryDetail): void {
    const ended = hasEnded(delivery);
    const facts = [
      t(WORDS.qosLevel, { qos: qosText(delivery) }),
      routeOf(delivery),
      delivery.packetId === null ? null : `${t(WORDS.packetId)} ${delivery.packetId}`,
      t(WORDS.payloadBytes, { size: size(delivery.payloadLength) }),
      delivery.retain ? t(WORDS.retainedFlag) : null,
      viaText(delivery),
      delivery.sends > 1 ? t(WORDS.sendsMany, { n: delivery.sends }) : null,
      ended ? (delivery.ms === null ? null : span(delivery.ms)) : this.age(delivery.start),
    ];
    setText(this.facts, facts.filter((fact) => fact !== null).join(' · '));
  }

  private age(start: number): string {
    return `${t(WORDS.age)} ${age(this.actions.clock.now() - start)}`;
  }

  private drawJourney(detail: DeliveryDetail, legs: readonly Leg[]): void {
    const { delivery } = detail;
    this.legList.show(
      legs.map((leg) => leg.delivery),
      delivery.n,
    );
    this.legList.element.hidden = legs.length < 2;
    this.drawnLegs = legs;
    this.drawLadder();
    const branches = detail.journey?.branches ?? [];
    const drawn = branches.filter((branch) => legs.some((leg) => leg.delivery.n === branch.n)).length;
    this.drawMore(branches.length, drawn);
  }

  /** In the room that there is: wider only where it could not be read. */
  private drawLadder(): void {
    this.ladderRoom = this.ladder.clientWidth;
    this.ladder.replaceChildren(drawLadder(layOutLadder(this.drawnLegs, this.ladderRoom), this.chosen ?? 0));
  }

  private fitLadder(): void {
    if (this.drawnLegs.length > 0 && this.ladder.clientWidth !== this.ladderRoom) this.drawLadder();
  }

  private drawMore(all: number, drawn: number): void {
    const n = Math.min(LEGS_STEP, all - drawn);
    if (n <= 0) {
      this.more.replaceChildren();
      return;
    }
    const label = t(WORDS.moreLegs, { n, all });
    this.more.replaceChildren(button(label, () => this.showMoreLegs(), 'secondary'));
  }

  private showMoreLegs(): void {
    this.mostLegs += LEGS_STEP;
    this.actions.invalidate();
  }

  private drawPackets({ delivery, packets }: DeliveryDetail): void {
    const gone = delivery.packets - packets.length;
    const none = delivery.packets === 0 ? t(WORDS.noPackets, { sender: senderOf(delivery) }) : '';
    setText(this.gone, gone > 0 ? counted(gone, WORDS.packetsGoneOne, WORDS.packetsGoneMany) : none);
    this.packetsFrame.hidden = packets.length === 0;
    this.table.show(delivery, packets);
  }

  private forgetJourney(): void {
    this.legs.reset();
    this.drawnLegs = [];
    this.body.hidden = true;
    this.legList = new LegList(this.actions.choose);
    this.legsFrame.replaceChildren(this.legList.element);
    this.mostLegs = LEGS_STEP;
  }

  private async copyTopic(): Promise<void> {
    await this.say(this.actions.copy(this.detail?.delivery.topic ?? ''));
  }

  private async openMessage(): Promise<void> {
    if (this.chosen !== null) await this.say(this.actions.openMessage(this.chosen));
  }

  /** Shows what a request failed of. */
  async say(doing: Promise<void>): Promise<void> {
    try {
      await doing;
      this.problem.clear();
    } catch (error) {
      this.problem.show(error);
    }
  }
}
