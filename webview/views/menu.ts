/** A menu at a place of the page: arrows walk it, Enter chooses, Escape and a click elsewhere close it. */

import { element } from '../element';

/** One thing to choose; null is a line between groups. */
export type MenuItem = { readonly label: string; readonly choose: () => void } | null;

/** At most one menu is open. */
export class Menu {
  readonly element = element('div', { class: 'menu', role: 'menu', tabindex: -1, hidden: true });
  private before: HTMLElement | null = null;

  constructor() {
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.element.addEventListener('contextmenu', (event) => event.preventDefault());
    this.element.addEventListener('focusout', (event) => {
      const stays = event.relatedTarget instanceof Node && this.element.contains(event.relatedTarget);
      if (!stays) this.hide();
    });
  }

  /** Opens at a place of the page, in pixels, moved so that all of it is to be seen. */
  open(label: string, items: readonly MenuItem[], x: number, y: number): void {
    this.before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.element.setAttribute('aria-label', label);
    this.element.replaceChildren(...items.map((item) => this.line(item)));
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    this.element.style.setProperty('left', `${Math.max(0, Math.min(x, innerWidth - offsetWidth - 2))}px`);
    this.element.style.setProperty('top', `${Math.max(0, Math.min(y, innerHeight - offsetHeight - 2))}px`);
    this.lines()[0]?.focus();
  }

  private line(item: MenuItem): HTMLElement {
    if (item === null) return element('div', { class: 'menu-line', role: 'separator' });
    const attributes = { class: 'menu-item', role: 'menuitem', type: 'button', tabindex: -1, title: item.label };
    const made = element('button', attributes, item.label);
    made.addEventListener('click', () => {
      this.close();
      item.choose();
    });
    made.addEventListener('pointermove', () => made.focus());
    return made;
  }

  private lines(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('.menu-item')];
  }

  private key(event: KeyboardEvent): void {
    const lines = this.lines();
    const at = lines.findIndex((line) => line === document.activeElement);
    const places: Record<string, number> = {
      ArrowDown: (at + 1) % lines.length,
      ArrowUp: (at - 1 + lines.length) % lines.length,
      Home: 0,
      End: lines.length - 1,
    };
    const place = places[event.key];
    if (place !== undefined) lines[place]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Hides it, and gives the focus back to where it was. */
  private close(): void {
    const { before } = this;
    this.hide();
    before?.focus();
  }

  private hide(): void {
    this.element.hidden = true;
    this.before = null;
  }
}
