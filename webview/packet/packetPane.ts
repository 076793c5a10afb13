/** One packet: its fields beside its bytes, and the message that it carries. */

import type { PanelRequests } from '../../src/shared/panelApi';
import type { Delivery, Finding } from '../../src/shared/model';
import { receiverOf, senderOf } from '../deliveryWords';
import { button, element, icon, setAttribute, setText } from '../element';
import { t } from '../l10n';
import { ProblemLine } from '../problem';
import type { Pull } from '../pulls';
import { size } from '../quantities';
import { WORDS } from '../words';
import { FieldTree } from './fieldTree';
import { FindingList } from './findingList';
import { HexView } from './hexView';
import { PayloadView } from './payloadView';

/** What the pane asks of the detail. */
export interface PacketPaneActions {
  readonly pull: Pull;
  readonly trace: () => number;
  readonly close: () => void;
}

type Answer = PanelRequests['trace.packet']['result'];

/** Below the journey; hidden while no packet is chosen. */
export class PacketPane {
  readonly element = element('section', { class: 'packet', hidden: true });
  private readonly title = element('h3', { class: 'packet-title' });
  private readonly problem: ProblemLine;
  private readonly findings = new FindingList(() => undefined);
  private readonly tree = new FieldTree(({ offset, length }) => this.hex.mark(offset, length));
  private readonly hex: HexView = new HexView((at) => this.choseByte(at));
  private readonly payload = new PayloadView();
  private readonly views = element('div', { class: 'packet-views', role: 'group' });
  private readonly fieldsPart: HTMLElement;
  private chosen: number | null = null;
  private shown: number | null = null;
  private showsPayload = false;

  constructor(private readonly actions: PacketPaneActions) {
    this.problem = new ProblemLine(() => void this.refresh());
    this.fieldsPart = element('div', { class: 'packet-fields' }, this.tree.element, this.hex.element);
    this.views.append(this.view(WORDS.fieldsAndBytes, false), this.view(WORDS.payloadHeading, true));
    const close = t(WORDS.closePacket);
    this.element.append(
      element(
        'header',
        { class: 'packet-heading' },
        this.title,
        this.views,
        element('span', { class: 'stretch' }),
        button(icon('close'), actions.close, 'icon', { 'aria-label': close, title: close }),
      ),
      this.problem.element,
      this.findings.element,
      this.fieldsPart,
      this.payload.element,
    );
  }

  /** Chooses a packet to show once it is pulled; null hides the pane. */
  choose(packet: number | null): void {
    if (packet === this.chosen) return;
    this.chosen = packet;
    this.element.hidden = packet === null;
    this.problem.clear();
    this.findings.show([]);
    if (packet === null) this.shown = null;
  }

  /** Shows what was found about the chosen packet. */
  showFindings(findings: readonly Finding[]): void {
    this.findings.show(findings.filter(({ packet }) => packet !== null && packet === this.chosen));
  }

  /** Pulls the chosen packet where it is not shown yet; a packet never changes. */
  async refresh(delivery?: Delivery): Promise<void> {
    const packet = this.chosen;
    if (packet === null || packet === this.shown) return;
    try {
      const answer = await this.actions.pull('trace.packet', { trace: this.actions.trace(), packet });
      if (packet !== this.chosen) return;
      this.shown = packet;
      this.problem.clear();
      this.draw(answer, delivery);
    } catch (error) {
      if (packet === this.chosen) this.problem.show(error);
    }
  }

  private draw({ packet, bytes, fields }: Answer, delivery: Delivery | undefined): void {
    const isAnswer = delivery !== undefined && (packet.from === 'client') !== (delivery.to === 'broker');
    const ends = delivery === undefined ? null : [senderOf(delivery), receiverOf(delivery)];
    const [from = '', to = ''] = ends === null ? [] : isAnswer ? ends.toReversed() : ends;
    const route = ends === null ? null : t(WORDS.toDirection, { from, to });
    const facts = [packet.type, size(packet.length), route].filter((fact) => fact !== null);
    setText(this.title, facts.join(' · '));
    this.element.setAttribute('aria-label', facts.join(' · '));
    this.tree.show(fields);
    this.hex.show(bytes);
    const message = packet.type === 'PUBLISH' ? fields.find(({ name }) => name === 'Payload') : undefined;
    this.views.hidden = packet.type !== 'PUBLISH';
    const { offset, length } = message ?? { offset: 0, length: 0 };
    this.payload.show(bytes.subarray(offset, offset + length));
    this.switchTo(this.showsPayload && packet.type === 'PUBLISH', false);
  }

  private view(title: string, payload: boolean): HTMLElement {
    const made = element('button', { class: 'choice', type: 'button', 'data-payload': String(payload) }, t(title));
    made.addEventListener('click', () => this.switchTo(payload, true));
    return made;
  }

  /** What the person chose stays chosen for the next packet that has a payload. */
  private switchTo(payload: boolean, isChoice: boolean): void {
    if (isChoice) this.showsPayload = payload;
    this.fieldsPart.hidden = payload;
    this.payload.element.hidden = !payload;
    for (const one of this.views.querySelectorAll<HTMLElement>('.choice')) {
      setAttribute(one, 'aria-pressed', String(one.dataset.payload === String(payload)));
    }
  }

  private choseByte(at: number): void {
    const field = this.tree.showByte(at);
    if (field !== null) this.hex.mark(field.offset, field.length);
  }
}
