/** Reads an expression of the filter language: names, types and values are checked here, so that a Filter can be relied on. */

import { fault } from './faults';
import { fieldNamed, FILTER_FIELDS, isNumeric, type FilterField } from './fields';
import type { Comparison, Filter } from './filter';
import { tokenize, type Token } from './lexer';
import { operatorOf, operatorsOf, type Operator } from './operators';
import { similar } from './similar';
import { readPatternOf, readRange, readText, readTopicFilter, readValue } from './values';

/** Longest expression, in characters. */
export const LONGEST_FILTER = 4000;

const DEEPEST = 50;

/**
 * The expression taken apart; the empty one lets everything through. Throws a QoScopeError with a code `filter.…` whose
 * argument `column`, from 1, says where the mistake is; one behind the last character means that something is missing there.
 */
export function parseFilter(expression: string): Filter {
  if (expression.length > LONGEST_FILTER) throw fault('filter.tooLong', LONGEST_FILTER, { maximum: LONGEST_FILTER });
  return new FilterParser(tokenize(expression)).whole();
}

/** Takes the words of one expression from its beginning to its end; `||` binds least, then `&&`, then `!`. */
class FilterParser {
  private next = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Filter {
    if (this.peek().kind === 'end') return { kind: 'all' };
    const filter = this.either();
    const { kind, start, value } = this.peek();
    if (kind !== 'end') throw fault('filter.wantsConnective', start, { word: value });
    return filter;
  }

  private peek(): Token {
    return this.tokens[this.next] ?? END;
  }

  private take(): Token {
    const token = this.peek();
    this.next++;
    return token;
  }

  /** Takes the next word where it is one of these signs or words. */
  private takes(...names: readonly string[]): boolean {
    const { kind, value } = this.peek();
    if ((kind !== 'symbol' && kind !== 'word') || !names.includes(value.toLowerCase())) return false;
    this.next++;
    return true;
  }

  private either(): Filter {
    let left = this.both();
    while (this.takes('||', 'or')) left = { kind: 'or', left, right: this.both() };
    return left;
  }

  private both(): Filter {
    let left = this.term();
    while (this.takes('&&', 'and')) left = { kind: 'and', left, right: this.term() };
    return left;
  }

  private term(): Filter {
    const { start } = this.peek();
    if (++this.depth > DEEPEST) throw fault('filter.tooDeep', start, { maximum: DEEPEST });
    const filter = this.takes('!', 'not') ? this.negation() : this.takes('(') ? this.group(start) : this.test();
    this.depth--;
    return filter;
  }

  private negation(): Filter {
    return { kind: 'not', operand: this.term() };
  }

  private group(open: number): Filter {
    const filter = this.either();
    const { start } = this.peek();
    if (!this.takes(')')) throw fault('filter.wantsParenthesis', start, { open: open + 1 });
    return filter;
  }

  private test(): Filter {
    const field = this.field();
    const token = this.peek();
    const operator = operatorOf(token);
    if (operator === null) {
      // What cannot follow a field on its own was meant as an operator, or lacks one before it.
      if (token.kind === 'end' || token.value === ')' || isConnective(token)) return { kind: 'has', field };
      throw fault('filter.wantsOperator', token.start, { field: field.name, operators: operatorsOf(field).join(' ') });
    }
    if (!operatorsOf(field).includes(operator)) {
      const args = { field: field.name, operator, operators: operatorsOf(field).join(' ') };
      throw fault('filter.badOperator', token.start, args);
    }
    this.next++;
    return this.operation(field, operator);
  }

  private field(): FilterField {
    const { kind, value, start } = this.take();
    const field = kind === 'word' ? fieldNamed(value.toLowerCase()) : undefined;
    if (field !== undefined) return field;
    if (kind !== 'word') throw fault('filter.wantsField', start);
    const names = FILTER_FIELDS.map(({ name }) => name);
    throw fault('filter.unknownField', start, { word: value, suggestion: similar(value, names) });
  }

  private operation(field: FilterField, operator: Operator): Filter {
    if (operator === 'in') return this.set(field);
    const token = this.take();
    if (operator === 'contains') return { kind: 'contains', field, value: readText(field, token) };
    if (operator === 'under') return { kind: 'under', field, filter: readTopicFilter(field, token) };
    if (operator === 'matches') return { kind: 'matches', field, pattern: readPatternOf(field, token) };
    return this.comparison(field, operator, token);
  }

  private comparison(field: FilterField, comparison: Comparison, token: Token): Filter {
    const other = token.kind === 'word' && isNumeric(field) ? fieldNamed(token.value.toLowerCase()) : undefined;
    if (other === undefined) return { kind: 'compare', field, comparison, value: readValue(field, token) };
    if (!isNumeric(other)) throw fault('filter.notNumeric', token.start, { word: other.name });
    return { kind: 'compare', field, comparison, value: { kind: 'field', field: other } };
  }

  private set(field: FilterField): Filter {
    const { start } = this.peek();
    if (!this.takes('{')) throw fault('filter.wantsSet', start, { field: field.name });
    const ranges = [this.range(field)];
    while (this.takes(',')) ranges.push(this.range(field));
    const close = this.peek().start;
    if (!this.takes('}')) throw fault('filter.wantsBrace', close, { open: start + 1 });
    return { kind: 'in', field, ranges };
  }

  private range(field: FilterField): ReturnType<typeof readRange> {
    const from = this.take();
    return readRange(field, from, this.takes('..') ? this.take() : null);
  }
}

const END: Token = { kind: 'end', value: '', start: 0, end: 0 };

function isConnective({ kind, value }: Token): boolean {
  return (kind === 'symbol' || kind === 'word') && ['&&', '||', 'and', 'or'].includes(value.toLowerCase());
}
