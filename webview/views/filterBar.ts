/**
 * The line in which a filter is written. Enter applies it; a mistake is marked in its column and said below, once the
 * cursor has left it. What can come next is offered below too.
 */

import { completeFilter, type CompletionItem, type KnownValues } from '../../src/shared/filter/complete';
import { tokenize } from '../../src/shared/filter/lexer';
import { parseFilter } from '../../src/shared/filter/parser';
import { QoScopeError } from '../../src/shared/sentences';
import { button, element, icon, setAttribute, setText } from '../element';
import { errorInWords, t } from '../l10n';
import { WORDS } from '../words';
import { CompletionList } from './completionList';

/** What the line asks of its view. */
export interface FilterActions {
  /** A filter that can be read, or the empty one, is to be applied. */
  readonly apply: (filter: string) => void;
  /** Values that a text field is known to have. */
  readonly known: KnownValues;
}

/** The field with its mistakes and completions. */
export class FilterBar {
  readonly element: HTMLElement;
  private readonly input = element('input', {
    class: 'filter-input',
    type: 'text',
    role: 'combobox',
    'aria-label': t(WORDS.filterDeliveries),
    'aria-autocomplete': 'list',
    'aria-controls': 'completions',
    'aria-expanded': 'false',
    'aria-describedby': 'filter-fault',
    placeholder: t(WORDS.filterPlaceholder),
    spellcheck: 'false',
    autocomplete: 'off',
  });
  private readonly marks = element('div', { class: 'filter-marks', 'aria-hidden': 'true' });
  private readonly fault = element('div', { class: 'filter-fault', id: 'filter-fault', role: 'alert', hidden: true });
  private readonly clear: HTMLElement;
  private readonly completions: CompletionList;
  private applied = '';

  constructor(private readonly actions: FilterActions) {
    this.completions = new CompletionList(this.input, (item) => this.accept(item));
    this.clear = button(icon('close'), () => this.empty(), 'icon', {
      'aria-label': t(WORDS.clearFilter),
      title: t(WORDS.clearFilter),
      hidden: true,
    });
    const box = element('div', { class: 'filter-box' }, this.marks, this.input);
    this.element = element(
      'div',
      { class: 'filter-field', role: 'search' },
      icon('filter'),
      box,
      this.clear,
      this.completions.element,
      this.fault,
    );
    this.listen();
  }

  /** Puts the cursor into the field, all of it selected. */
  focus(): void {
    this.input.focus();
    this.input.select();
  }

  /** Writes the filter that is applied into the field. */
  show(filter: string): void {
    this.applied = filter;
    if (this.input.value !== filter) this.input.value = filter;
    this.written();
    this.showFault(mistakeIn(filter));
  }

  /** Shows a mistake that was found elsewhere, or that there is none. */
  showFault(mistake: QoScopeError | null): void {
    const column = mistake === null ? null : Number(mistake.args.column ?? 1);
    setAttribute(this.input, 'aria-invalid', mistake === null ? null : 'true');
    this.element.classList.toggle('faulty', mistake !== null);
    this.fault.hidden = mistake === null;
    setText(this.fault, mistake === null ? '' : errorInWords(mistake));
    this.mark(column);
  }

  private listen(): void {
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('scroll', () => this.alignMarks());
    this.input.addEventListener('blur', () => this.completions.close());
    this.input.addEventListener('click', () => this.completions.close());
  }

  private typed(): void {
    this.written();
    this.offer();
    const mistake = mistakeIn(this.input.value);
    this.showFault(mistake !== null && this.isBehindCursor(mistake) ? null : mistake);
  }

  private written(): void {
    const { value } = this.input;
    this.clear.hidden = value === '';
    this.element.classList.toggle('pending', value !== this.applied);
    this.input.title = value === this.applied ? value : t(WORDS.enterApplies);
  }

  /** The word with the mistake is still being written. */
  private isBehindCursor(mistake: QoScopeError): boolean {
    const start = Number(mistake.args.column ?? 1) - 1;
    const end = tokenize(this.input.value).find((token) => token.start === start)?.end ?? start;
    return (this.input.selectionStart ?? 0) <= Math.max(end, this.input.value.trimEnd().length);
  }

  private offer(): void {
    const { value, selectionStart } = this.input;
    const cursor = selectionStart ?? value.length;
    const { items, start } = completeFilter(value, cursor, this.actions.known);
    const written = value.slice(start, cursor);
    const isDone = items.length === 1 && items[0]?.text === written;
    this.completions.show(isDone ? [] : items);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || !this.act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private act(event: KeyboardEvent): boolean {
    const { completions } = this;
    switch (event.key) {
      case ' ':
        if (event.ctrlKey) this.offer();
        return event.ctrlKey;
      case 'ArrowDown':
        if (!completions.isOpen) this.offer();
        else completions.move(1);
        return true;
      case 'ArrowUp':
        completions.move(-1);
        return completions.isOpen;
      case 'Tab':
        return !event.shiftKey && this.acceptItem(completions.chosen ?? completions.first);
      case 'Enter':
        if (!this.acceptItem(completions.chosen)) this.apply();
        return true;
      case 'Escape':
        return this.escape();
      default:
        return false;
    }
  }

  /** Closes the offers; a second time takes back what was not applied. */
  private escape(): boolean {
    if (this.completions.isOpen) this.completions.close();
    else if (this.input.value !== this.applied) this.show(this.applied);
    else return false;
    return true;
  }

  private acceptItem(item: CompletionItem | undefined): boolean {
    if (item !== undefined) this.accept(item);
    return item !== undefined;
  }

  private accept(item: CompletionItem): void {
    const { value, selectionStart } = this.input;
    const { start, end } = completeFilter(value, selectionStart ?? value.length, this.actions.known);
    const behind = value.slice(end).startsWith(' ') ? '' : ' ';
    this.input.setRangeText(item.text + behind, start, end, 'end');
    if (behind === '') this.input.setSelectionRange(start + item.text.length + 1, start + item.text.length + 1);
    this.typed();
  }

  private apply(): void {
    this.completions.close();
    const filter = this.input.value.trim();
    const mistake = mistakeIn(filter);
    this.showFault(mistake);
    if (mistake === null) this.use(filter);
  }

  private empty(): void {
    this.use('');
    this.input.focus();
  }

  private use(filter: string): void {
    this.show(filter);
    this.actions.apply(filter);
  }

  /** A wave under the character of the mistake; where one is missing, behind the last. */
  private mark(column: number | null): void {
    if (column === null) {
      this.marks.replaceChildren();
      return;
    }
    const { value } = this.input;
    const end = tokenize(value).find((token) => token.start === column - 1)?.end ?? column;
    const marked = value.slice(column - 1, Math.max(end, column));
    this.marks.replaceChildren(
      value.slice(0, column - 1),
      element('span', { class: 'filter-mark' }, marked.trim() === '' ? '\u00a0' : marked),
    );
    this.alignMarks();
  }

  private alignMarks(): void {
    this.marks.style.setProperty('transform', `translateX(${-this.input.scrollLeft}px)`);
  }
}

/** The mistake in an expression; null where it can be read. */
export function mistakeIn(filter: string): QoScopeError | null {
  try {
    parseFilter(filter);
    return null;
  } catch (error) {
    if (error instanceof QoScopeError) return error;
    throw error;
  }
}
