/** An application message as text, as JSON put in order, or as bytes. */

import { element } from '../element';
import { t } from '../l10n';
import { size } from '../quantities';
import { WORDS } from '../words';
import { HexView } from './hexView';

/** Bytes of a message that are shown here; an editor shows all of it. */
export const MOST_SHOWN = 64_000;

/** How a message can be shown. */
const PAYLOAD_MODES = ['text', 'json', 'hex'] as const;
type Mode = (typeof PAYLOAD_MODES)[number];

const TITLES: Readonly<Record<Mode, string>> = { text: WORDS.asText, json: WORDS.asJson, hex: WORDS.asHex };

/** A message with a choice of how it is shown. */
export class PayloadView {
  readonly element = element('div', { class: 'payload' });
  private readonly choices = element('div', { class: 'payload-choices', role: 'group' });
  private readonly content = element('div', { class: 'payload-content', tabindex: 0 });
  private readonly hex = new HexView(() => undefined);
  private payload: Uint8Array = new Uint8Array();

  constructor() {
    this.choices.setAttribute('aria-label', t(WORDS.payloadHeading));
    this.element.append(this.choices, this.content);
  }

  /** Shows a message in the way that suits it: JSON where it is some, text where it is that, else bytes. */
  show(payload: Uint8Array): void {
    this.payload = payload;
    const text = textOf(payload);
    const json = text === null ? null : prettyJson(text);
    const modes = PAYLOAD_MODES.filter((mode) => mode === 'hex' || (mode === 'text' ? text : json) !== null);
    const best: Mode = json !== null ? 'json' : text !== null ? 'text' : 'hex';
    this.choices.replaceChildren(...modes.map((mode) => this.choice(mode, { text, json })));
    this.use(best, { text, json });
  }

  private choice(mode: Mode, texts: Texts): HTMLElement {
    const made = element('button', { class: 'choice', type: 'button', 'data-mode': mode }, t(TITLES[mode]));
    made.addEventListener('click', () => this.use(mode, texts));
    return made;
  }

  private use(mode: Mode, texts: Texts): void {
    for (const one of this.choices.querySelectorAll<HTMLElement>('.choice')) {
      one.setAttribute('aria-pressed', String(one.dataset.mode === mode));
    }
    this.content.replaceChildren(...this.drawing(mode, texts));
    if (mode === 'hex') this.hex.show(this.payload);
  }

  private drawing(mode: Mode, { text, json }: Texts): readonly Node[] {
    if (this.payload.length === 0) return [element('p', { class: 'faint' }, t(WORDS.payloadEmpty))];
    if (mode === 'hex') return [this.hex.element];
    const left = this.payload.length - MOST_SHOWN;
    const cut = element(
      'p',
      { class: 'faint' },
      t(WORDS.payloadCut, { shown: size(MOST_SHOWN), all: size(this.payload.length) }),
    );
    return [
      element('pre', { class: 'payload-text' }, (mode === 'json' ? json : text) ?? ''),
      ...(left > 0 ? [cut] : []),
    ];
  }
}

interface Texts {
  readonly text: string | null;
  readonly json: string | null;
}

/** The beginning of a message as text; null where it is not UTF-8. A character that the cut went through is left out. */
export function textOf(payload: Uint8Array): string | null {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(payload.subarray(0, MOST_SHOWN), { stream: payload.length > MOST_SHOWN });
  } catch {
    return null; // it is no text: the bytes are shown
  }
}

/** An object or a list of JSON with a line for each part; null where the text is neither, or was cut. */
export function prettyJson(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.stringify(JSON.parse(text) as unknown, null, 2);
  } catch {
    return null; // it only looks like JSON
  }
}
