/** The deliveries of one message as short lines: where to, at which QoS, how it ended; a choice shows that one. */

import type { Delivery } from '../../src/shared/model';
import { qosReason, qosText, routeOf, stateLook } from '../deliveryWords';
import { element, icon, setAttribute, type Tone } from '../element';
import { t } from '../l10n';
import { span } from '../quantities';
import { WORDS } from '../words';

/** A list of buttons, one per delivery; lines that are there keep their nodes. */
export class LegList {
  readonly element = element('div', { class: 'legs', role: 'list', 'aria-label': t(WORDS.legsHeading) });
  private readonly lines = new Map<number, { readonly line: HTMLButtonElement; saying: string }>();

  constructor(private readonly choose: (delivery: number) => void) {}

  /** Shows the deliveries; `chosen` is the one whose detail is open. */
  show(deliveries: readonly Delivery[], chosen: number): void {
    for (const [n, { line }] of this.lines) {
      if (deliveries.every((delivery) => delivery.n !== n)) {
        line.parentElement?.remove();
        this.lines.delete(n);
      }
    }
    for (const delivery of deliveries) this.showLine(delivery, delivery.n === chosen);
  }

  private showLine(delivery: Delivery, chosen: boolean): void {
    const present = this.lines.get(delivery.n) ?? this.addLine(delivery.n);
    setAttribute(present.line, 'aria-current', chosen ? 'true' : null);
    const saying = JSON.stringify([delivery.state, delivery.qos, delivery.ms]);
    if (saying === present.saying) return;
    present.saying = saying;
    setAttribute(present.line, 'title', qosReason(delivery));
    present.line.replaceChildren(...lineParts(delivery));
  }

  private addLine(n: number): { readonly line: HTMLButtonElement; saying: string } {
    const line = element('button', { class: 'leg', type: 'button' });
    line.addEventListener('click', () => this.choose(n));
    const added = { line, saying: '' };
    this.lines.set(n, added);
    this.element.append(element('div', { role: 'listitem' }, line));
    return added;
  }
}

function lineParts(delivery: Delivery): readonly Node[] {
  const look: { icon: string; tone: Tone; word: string } = stateLook(delivery);
  return [
    icon(look.icon, look.tone),
    element('span', { class: 'leg-state' }, look.word),
    element('span', { class: 'leg-qos' }, t(WORDS.qosLevel, { qos: qosText(delivery) })),
    element('span', { class: 'leg-route' }, routeOf(delivery)),
    element('span', { class: 'leg-ms' }, delivery.ms === null ? '' : span(delivery.ms)),
  ];
}
