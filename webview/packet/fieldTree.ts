/** The fields of a packet as a tree: arrows walk, open and close it; the field that is chosen tells its bytes. */

import type { PacketField } from '../../src/shared/model';
import { element, icon, setAttribute } from '../element';
import { t } from '../l10n';
import { WORDS } from '../words';

/** Groups with more fields than this begin closed. */
const MANY = 40;

interface Item {
  readonly field: PacketField;
  readonly node: HTMLElement;
  readonly parent: Item | null;
}

/** A tree with one tab stop. */
export class FieldTree {
  readonly element = element('div', {
    class: 'fields',
    role: 'tree',
    tabindex: 0,
    'aria-label': t(WORDS.fieldsHeading),
  });
  private items: Item[] = [];
  private active = -1;

  /** `choose` hears of the field that the person is at. */
  constructor(private readonly choose: (field: PacketField) => void) {
    this.element.addEventListener('click', (event) => this.clicked(event));
    this.element.addEventListener('keydown', (event) => this.key(event));
  }

  /** Shows the fields of another packet. */
  show(fields: readonly PacketField[]): void {
    this.items = [];
    this.active = -1;
    this.element.replaceChildren(...fields.map((field) => this.item(field, null)));
    setAttribute(this.element, 'aria-activedescendant', null);
  }

  /** Goes to the smallest field that has the byte in it, without telling of it. Gives the field. */
  showByte(at: number): PacketField | null {
    const holds = ({ field }: Item) => at >= field.offset && at < field.offset + field.length;
    const place = this.items.findLastIndex(holds); // children stand behind their parents; the bits of a byte share it
    const whole = this.items.findIndex((item, i) => i <= place && holds(item) && sharesBits(item, this.items[place]));
    const found = this.items[whole < 0 ? place : whole];
    if (found === undefined) return null;
    for (let parent = found.parent; parent !== null; parent = parent.parent) this.open(parent, true);
    this.activate(this.items.indexOf(found));
    return found.field;
  }

  private item(field: PacketField, parent: Item | null): HTMLElement {
    const hasChildren = field.children.length > 0;
    const place = this.items.length;
    const line = element(
      'div',
      { class: 'field-line', title: `${field.name}: ${field.value}` },
      hasChildren ? icon('chevron-down') : element('span', { class: 'field-gap' }),
      element('span', { class: 'field-name' }, field.name),
      element('span', { class: 'field-value' }, field.value),
    );
    const node = element('div', { class: 'field', role: 'treeitem', id: `field-${place}`, 'data-place': place }, line);
    const item = { field, node, parent };
    this.items.push(item);
    if (hasChildren) {
      node.append(element('div', { role: 'group' }, ...field.children.map((child) => this.item(child, item))));
      this.open(item, field.children.length <= MANY);
    }
    return node;
  }

  private open(item: Item, isOpen: boolean): void {
    if (item.field.children.length === 0) return;
    setAttribute(item.node, 'aria-expanded', String(isOpen));
    const group = item.node.lastElementChild;
    if (group instanceof HTMLElement) group.hidden = !isOpen;
    item.node.querySelector('.codicon')?.classList.toggle('turned', !isOpen);
  }

  private isOpen(item: Item): boolean {
    return item.node.getAttribute('aria-expanded') === 'true';
  }

  private isSeen(item: Item): boolean {
    for (let parent = item.parent; parent !== null; parent = parent.parent) if (!this.isOpen(parent)) return false;
    return true;
  }

  private activate(place: number): void {
    this.active = place;
    this.items.forEach(({ node }, i) => setAttribute(node, 'aria-selected', String(i === place)));
    setAttribute(this.element, 'aria-activedescendant', `field-${place}`);
    this.items[place]?.node.firstElementChild?.scrollIntoView({ block: 'nearest' });
  }

  private go(place: number): void {
    const item = this.items[place];
    if (item === undefined) return;
    this.activate(place);
    this.choose(item.field);
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const node = target?.closest<HTMLElement>('.field');
    const item = this.items[Number(node?.dataset.place ?? -1)];
    if (item === undefined) return;
    if (target?.classList.contains('codicon') === true) this.open(item, !this.isOpen(item));
    this.go(this.items.indexOf(item));
  }

  private key(event: KeyboardEvent): void {
    if (!this.act(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private act(key: string): boolean {
    const item = this.items[this.active];
    switch (key) {
      case 'ArrowDown':
        this.go(this.nextSeen(1));
        return true;
      case 'ArrowUp':
        this.go(this.nextSeen(-1));
        return true;
      case 'ArrowRight':
        if (item !== undefined && this.isOpen(item)) this.go(this.active + 1);
        else if (item !== undefined) this.open(item, true);
        return true;
      case 'ArrowLeft':
        this.closeOrLeave(item);
        return true;
      default:
        return false;
    }
  }

  private closeOrLeave(item: Item | undefined): void {
    if (item === undefined) return;
    if (this.isOpen(item)) this.open(item, false);
    else if (item.parent !== null) this.go(this.items.indexOf(item.parent));
  }

  private nextSeen(step: 1 | -1): number {
    const rest = step > 0 ? this.items.slice(this.active + 1) : this.items.slice(0, Math.max(0, this.active)).reverse();
    const next = rest.find((item) => this.isSeen(item));
    return next === undefined ? Math.max(0, this.active) : this.items.indexOf(next);
  }
}

/** Bits lie in the same byte as the field that they are parts of: the byte is that field's. */
function sharesBits(item: Item, last: Item | undefined): boolean {
  return last?.parent === item && item.field.length === last.field.length && item.field.offset === last.field.offset;
}
