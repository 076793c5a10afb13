/** The chosen delivery: its state in the protocol's words and in plain ones, its journey as a ladder, its packets. */

import type { DeliveryDetail } from '../../src/shared/engineApi';
import type { Delivery, Finding } from '../../src/shared/model';
import { stateLook } from '../deliveryWords';
import { button, element, icon, setText } from '../element';
import { JourneyLegs, LEGS_STEP, legsOf } from '../journeyLegs';
import { t } from '../l10n';
import type { Leg } from '../ladder/ladderLayout';
import { LadderFrame } from '../ladder/ladderFrame';
import { FindingList } from '../packet/findingList';
import { FindingsOf } from '../packet/findingsOf';
import { PacketPane } from '../packet/packetPane';
import { ProblemLine } from '../problem';
import type { Pull } from '../pulls';
import type { TraceClock } from '../traceClock';
import { WORDS } from '../words';
import { DeliveryFacts } from './deliveryFacts';
import { LegList } from './legList';
import { PacketPart } from './packetPart';

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
  /** Asks where to save a picture. */
  readonly savePicture: (name: string, format: 'svg' | 'png', content: Uint8Array) => Promise<void>;
  /** Asks for a pull of the same version. */
  readonly invalidate: () => void;
}

/** The pane beside the list of deliveries, or below it where the page is narrow. */
export class DetailPane {
  readonly element = element('section', { class: 'detail', hidden: true });
  private readonly problem: ProblemLine;
  private readonly legs: JourneyLegs;
  private readonly findingsOf: FindingsOf;
  private readonly topic = element('h2', { class: 'detail-topic' });
  private readonly look = element('span', { class: 'detail-look' });
  private readonly facts: DeliveryFacts;
  private readonly findings = new FindingList((packet) => this.choosePacket(packet));
  private readonly ladder: LadderFrame;
  private readonly more = element('div', {});
  private readonly body = element('div', { class: 'detail-body' });
  private readonly legsFrame = element('div', {});
  /** What is there once it is pulled. */
  private readonly journey = element('div', { hidden: true });
  private readonly packets = new PacketPart((packet) => this.choosePacket(packet));
  private readonly packet: PacketPane;
  private readonly closeButton: HTMLElement;
  private legList: LegList;
  private chosen: number | null = null;
  private detail: DeliveryDetail | null = null;
  private shownLegs: readonly Leg[] = [];
  private mostLegs = LEGS_STEP;
  private drawn = '';
  /** Of refreshes that overlap, the newest that was drawn. */
  private asked = 0;
  private answered = 0;

  constructor(private readonly actions: DetailActions) {
    this.problem = new ProblemLine(() => actions.invalidate());
    this.legs = new JourneyLegs(actions.pull);
    this.findingsOf = new FindingsOf(actions.pull);
    this.facts = new DeliveryFacts(actions.clock);
    this.legList = new LegList(actions.choose);
    this.packet = new PacketPane({ pull: actions.pull, trace: actions.trace, close: () => this.closePacket() });
    this.ladder = this.makeLadder();
    this.closeButton = button(icon('close'), actions.close, 'icon', {
      'aria-label': t(WORDS.close),
      title: t(WORDS.close),
    });
    this.legsFrame.append(this.legList.element);
    this.fillBody();
    this.element.append(this.heading(), this.problem.element, this.body, this.packet.element);
  }

  /** The delivery that is shown, or null. */
  get delivery(): number | null {
    return this.chosen;
  }

  /** Shows a delivery: at once what is `known` of it, the rest once it is pulled. */
  choose(delivery: number, known: Delivery | null): void {
    if (delivery === this.chosen) return;
    this.leave(delivery);
    this.element.hidden = false;
    if (known !== null) this.drawKnown({ delivery: known, packets: [], journey: null, explained: [] });
    else this.drawNothing();
  }

  /** Shows none. */
  close(): void {
    if (this.chosen === null) return;
    this.leave(null);
    this.element.hidden = true;
  }

  private leave(delivery: number | null): void {
    const sameJourney = this.detail !== null && legsOf(this.detail).some((leg) => leg.n === delivery);
    if (!sameJourney) this.forgetJourney();
    this.chosen = delivery;
    this.detail = null;
    this.packets.begin();
    this.problem.clear();
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
    const turn = ++this.asked;
    try {
      const detail = await this.actions.pull('trace.delivery', { trace, delivery });
      if (this.chosen !== delivery) return;
      const legs = await this.legs.of(trace, detail, this.mostLegs);
      const findings = await this.findingsOfLegs(trace, legs);
      if (this.chosen !== delivery || turn < this.answered) return;
      this.answered = turn;
      this.detail = detail;
      this.shownLegs = legs;
      this.problem.clear();
      this.draw(detail, legs, findings);
    } catch (error) {
      if (this.chosen === delivery) this.problem.show(error);
    }
  }

  /** Lets the age of what waits grow. */
  tick(): void {
    if (this.detail === null) return;
    this.facts.tick(this.detail);
    this.ladder.tick(this.actions.clock.now());
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

  private makeLadder(): LadderFrame {
    const { copy, savePicture } = this.actions;
    return new LadderFrame({
      choosePacket: (packet) => this.choosePacket(packet),
      copy,
      savePicture: (format, content) => savePicture(this.detail?.delivery.topic ?? '', format, content),
      say: (doing) => this.say(doing),
    });
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
      button(icon('go-to-file'), () => void this.openMessage(), 'icon', {
        'aria-label': t(WORDS.openMessage),
        title: t(WORDS.openMessageHint),
      }),
      this.closeButton,
    );
  }

  private fillBody(): void {
    this.journey.append(this.ladder.element, this.more, this.legsFrame, this.packets.element);
    this.body.append(this.facts.element, this.findings.element, this.journey);
  }

  private draw(detail: DeliveryDetail, legs: readonly Leg[], findings: readonly Finding[]): void {
    const saying = JSON.stringify([detail, legs, this.mostLegs, findings.length]);
    if (saying === this.drawn) return;
    this.drawn = saying;
    this.drawKnown(detail);
    this.journey.hidden = false; // the ladder measures its room
    this.findings.show(findings.filter((finding) => finding.delivery === detail.delivery.n));
    this.packet.showFindings(findings);
    this.drawJourney(detail, legs, findings);
    this.packets.show(detail);
  }

  /** What stands above the journey: of it the list knows all but the reasons. */
  private drawKnown(detail: DeliveryDetail): void {
    const { delivery } = detail;
    const look = stateLook(delivery);
    this.element.setAttribute('aria-label', t(WORDS.detail, { n: delivery.n }));
    this.look.replaceChildren(icon(look.icon, look.tone), element('span', {}, look.word));
    setText(this.topic, delivery.topic);
    this.topic.title = delivery.topic;
    this.body.hidden = false;
    this.facts.show(detail);
  }

  /** The words of another delivery do not stay above what is to come. */
  private drawNothing(): void {
    this.look.replaceChildren();
    setText(this.topic, '');
    this.topic.title = '';
    this.body.hidden = true;
  }

  private drawJourney(detail: DeliveryDetail, legs: readonly Leg[], findings: readonly Finding[]): void {
    const { n } = detail.delivery;
    const shown = legs.map((leg) => leg.delivery);
    this.legList.show(shown, n);
    this.legList.element.hidden = legs.length < 2;
    this.ladder.show(legs, n, { now: this.actions.clock.now(), findings: countByPacket(findings) });
    const branches = detail.journey?.branches ?? [];
    const drawn = branches.filter((branch) => shown.some((delivery) => delivery.n === branch.n)).length;
    this.drawMore(branches.length, drawn);
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

  private choosePacket(packet: number | null): void {
    this.packet.choose(packet);
    this.ladder.select(packet);
    this.packets.select(packet);
    this.element.classList.toggle('with-packet', packet !== null);
    if (this.detail === null || packet === null) return;
    const { trace } = this.actions;
    void this.packet.refresh(this.legOf(packet));
    void this.say(this.showFindings(trace(), this.shownLegs));
  }

  /** The delivery of the journey that a packet belongs to. */
  private legOf(packet: number): Delivery | undefined {
    return this.shownLegs.find(({ packets }) => packets.some(({ n }) => n === packet))?.delivery;
  }

  private async showFindings(trace: number, legs: readonly Leg[]): Promise<void> {
    const findings = await this.findingsOfLegs(trace, legs);
    if (legs === this.shownLegs) this.packet.showFindings(findings);
  }

  private async findingsOfLegs(trace: number, legs: readonly Leg[]): Promise<readonly Finding[]> {
    const found = await Promise.all(legs.map(({ delivery }) => this.findingsOf.of(trace, delivery)));
    return found.flat();
  }

  private closePacket(): void {
    this.choosePacket(null);
    this.ladder.focus();
  }

  private forgetJourney(): void {
    this.legs.reset();
    this.shownLegs = [];
    this.findingsOf.reset();
    this.choosePacket(null);
    this.findings.show([]);
    this.body.hidden = true;
    this.journey.hidden = true;
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
}

function countByPacket(findings: readonly Finding[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { packet } of findings) if (packet !== null) counts.set(packet, (counts.get(packet) ?? 0) + 1);
  return counts;
}
