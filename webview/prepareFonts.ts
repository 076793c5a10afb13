/** The fonts of the page's first frame. */

import { element } from './element';

/**
 * Lays a word out, unseen, in each font that nearly every page begins with. The first word of a process in a font makes the
 * browser look it up, which takes milliseconds: time that passes anyhow while the host answers.
 */
export function prepareFonts(root: HTMLElement): void {
  const words = element(
    'div',
    { class: 'visually-hidden', 'aria-hidden': 'true' },
    'QoS 0',
    element('h1', {}, 'QoS 0'),
    element('button', { class: 'tab', tabindex: -1 }, 'QoS 0'),
    element('input', { class: 'filter-input', value: 'QoS 0', tabindex: -1 }),
  );
  root.append(words);
  words.getBoundingClientRect();
  words.remove();
}
