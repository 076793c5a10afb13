/** Nodes built in code: the page has no markup from strings and no inline style attributes (its CSP forbids both). */

/** What may stand inside a node; null stands for nothing. */
export type Child = Node | string | null;

/** Attributes by name; false and null leave one out, true writes it empty. */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element with attributes and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return filled(document.createElement(name), attributes, children);
}

/** A component of the toolkit. */
export function component(
  name: `vscode-${string}`,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElement {
  return filled(document.createElement(name), attributes, children);
}

/** A node of an SVG drawing. */
export function drawing<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

/** A codicon. It is hidden from screen readers: a word stands beside it or on its button. */
export function icon(name: string, tone?: Tone): HTMLElement {
  return element('span', { class: iconClass(name, tone), 'aria-hidden': 'true' });
}

/** The class of an element that is to show a codicon. */
export function iconClass(name: string, tone?: Tone): string {
  const coloured = tone === undefined ? '' : ` tone-${tone}`;
  return `codicon codicon-${name}${coloured}`;
}

/** The four state colours; never on text. */
export type Tone = 'good' | 'waiting' | 'bad' | 'note';

/** A button of the toolkit that runs `action` on click and on the keyboard. */
export function button(
  label: Child,
  action: () => void,
  appearance: 'primary' | 'secondary' | 'icon' = 'secondary',
  attributes: Attributes = {},
): HTMLElement {
  const made = component('vscode-button', { appearance, ...attributes }, label);
  made.addEventListener('click', action);
  return made;
}

/** A native button with an icon that is pressed or not (`aria-pressed`), which the toolkit's does not hand on. */
export function toggle(name: string, label: string, action: () => void): HTMLButtonElement {
  const attributes = { class: 'toggle', type: 'button', 'aria-pressed': 'false', 'aria-label': label, title: label };
  const made = element('button', attributes, icon(name));
  made.addEventListener('click', action);
  return made;
}

/** A link of the toolkit that runs `action`; it goes nowhere by itself. */
export function link(label: string, action: () => void, attributes: Attributes = {}): HTMLElement {
  const made = component('vscode-link', { href: '#', ...attributes }, label);
  made.addEventListener('click', (event) => {
    event.preventDefault();
    action();
  });
  return made;
}

/** Sets a text only where it differs: an equal one would make screen readers and selections start over. */
export function setText(node: Node, text: string): void {
  const only = node.firstChild;
  if (text === '' || !(only instanceof Text) || only !== node.lastChild) {
    if (node.textContent !== text) node.textContent = text;
  } else if (only.data !== text) only.data = text; // lists change their texts all the time: the node stays
}

/** Shows or hides an element, only where it is not so already. */
export function setHidden(node: HTMLElement, hidden: boolean): void {
  if (node.hidden !== hidden) node.hidden = hidden;
}

/** Sets an attribute only where it differs; null removes it. */
export function setAttribute(node: Element, name: string, value: string | null): void {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function filled<Node extends Element>(node: Node, attributes: Attributes, children: readonly Child[]): Node {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== null) node.append(child);
  return node;
}
