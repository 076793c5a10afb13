/** What there is to say of a delivery: its facts in a line, its state in words, and why it came out as it did. */

import type { DeliveryDetail } from '../../src/shared/engineApi';
import type { Delivery } from '../../src/shared/model';
import { say, type Sentence, type SentenceCode } from '../../src/shared/sentences';
import { hasEnded, plainSentence, protocolSentence, qosReason, qosText, routeOf, viaText } from '../deliveryWords';
import { element, setText } from '../element';
import { t, translate } from '../l10n';
import { age, size, span } from '../quantities';
import type { TraceClock } from '../traceClock';
import { WORDS } from '../words';

/** Sentences that say for how long something lasts until now. */
const LASTING: readonly SentenceCode[] = [
  'explain.queuedSince',
  'explain.waitsForSlot',
  'explain.waitsForTurn',
  'explain.missing',
];

/** Lines of text that can be selected. */
export class DeliveryFacts {
  private readonly facts = element('p', { class: 'detail-facts' });
  private readonly protocol = element('p', { class: 'detail-protocol' });
  private readonly plain = element('p', { class: 'detail-plain' });
  private readonly because = element('div', { class: 'detail-because-list' });
  readonly element = element('div', { class: 'detail-state' }, this.facts, this.protocol, this.plain, this.because);

  /** The trace's clock when the shown detail was read, in milliseconds. */
  private readAt = 0;

  constructor(private readonly clock: TraceClock) {}

  /** Shows a delivery. */
  show(detail: DeliveryDetail): void {
    const { delivery } = detail;
    this.showFacts(delivery);
    setText(this.protocol, protocolSentence(delivery));
    setText(this.plain, plainSentence(delivery));
    this.readAt = this.clock.now();
    this.showReasons(reasonsOf(detail, 0));
  }

  /** Lets the age of a waiting delivery grow. */
  tick(detail: DeliveryDetail): void {
    if (hasEnded(detail.delivery)) return;
    this.showFacts(detail.delivery);
    this.showReasons(reasonsOf(detail, this.clock.now() - this.readAt));
  }

  private showFacts(delivery: Delivery): void {
    const duration = delivery.ms === null ? null : span(delivery.ms);
    const facts = [
      t(WORDS.qosLevel, { qos: qosText(delivery) }),
      routeOf(delivery),
      delivery.packetId === null ? null : `${t(WORDS.packetId)} ${delivery.packetId}`,
      t(WORDS.payloadBytes, { size: size(delivery.payloadLength) }),
      delivery.retain ? t(WORDS.retainedFlag) : null,
      viaText(delivery),
      delivery.sends > 1 ? t(WORDS.sendsMany, { n: delivery.sends }) : null,
      hasEnded(delivery) ? duration : `${t(WORDS.age)} ${age(this.clock.now() - delivery.start)}`,
    ];
    setText(this.facts, facts.filter((fact) => fact !== null).join(' · '));
  }

  /** Lines that say the same keep their nodes: a selection in them stays. */
  private showReasons(reasons: readonly string[]): void {
    while (this.because.childElementCount > reasons.length) this.because.lastElementChild?.remove();
    reasons.forEach((reason, i) => {
      const line = this.because.children[i] ?? this.because.appendChild(element('p', { class: 'detail-because' }));
      setText(line, reason);
    });
  }
}

/** The engine's explanation, `since` milliseconds after it was read; where it gives none, what the delivery itself tells. */
function reasonsOf({ delivery, explained }: DeliveryDetail, since: number): readonly string[] {
  const own = explained.find((explanation) => explanation.delivery === delivery.n)?.sentences ?? [];
  if (own.length > 0) return own.map((sentence) => say(grown(sentence, since), translate));
  const reason = qosReason(delivery);
  return reason === null ? [] : [reason];
}

/** The sentence as it is true some milliseconds later, to a tenth of a second. */
function grown(sentence: Sentence, milliseconds: number): Sentence {
  const { code, args } = sentence;
  if (!LASTING.includes(code) || typeof args.seconds !== 'number' || milliseconds < 100) return sentence;
  return { code, args: { ...args, seconds: Math.round(args.seconds * 10 + milliseconds / 100) / 10 } };
}
