/** Findings with the rule behind each and its text. */

import { FINDING_TITLES } from '../../src/shared/findingRules';
import type { Finding } from '../../src/shared/model';
import { say } from '../../src/shared/sentences';
import { element, icon } from '../element';
import { t, translate } from '../l10n';
import { WORDS } from '../words';

/** A list that is hidden while there is nothing in it; a choice of a finding with a packet leads to that packet. */
export class FindingList {
  readonly element = element('ul', { class: 'findings', 'aria-label': t(WORDS.findings), hidden: true });
  private drawn = '';

  constructor(private readonly choosePacket: (packet: number) => void) {}

  /** Shows findings; those that are there already keep their nodes. */
  show(findings: readonly Finding[]): void {
    const saying = findings.map(({ n }) => n).join();
    this.element.hidden = findings.length === 0;
    if (saying === this.drawn) return;
    this.drawn = saying;
    this.element.replaceChildren(...findings.map((finding) => this.line(finding)));
  }

  private line(finding: Finding): HTMLElement {
    const { packet, severity } = finding;
    const title = `${ruleName(finding)}${translate(FINDING_TITLES[finding.kind])}`;
    const text = element('span', { class: 'finding-text' }, say(finding.sentence, translate));
    const mark = severity === 'error' ? icon('error', 'bad') : icon('warning', 'waiting');
    if (packet === null) return element('li', {}, mark, element('strong', {}, title), text);
    const choose = element('button', { class: 'finding-choose', type: 'button', title: t(WORDS.showPacket) }, title);
    choose.addEventListener('click', () => this.choosePacket(packet));
    return element('li', {}, mark, choose, text);
  }
}

/** "[3.3.1-1] ", or nothing where no rule stands behind a pitfall. */
function ruleName({ rule }: Finding): string {
  return /^\d/.test(rule) ? `[MQTT-${rule}] ` : '';
}
