/** Takes options apart: `--name value`, `--name=value` and switches. Only what is known is accepted. */

import { parseArgs } from 'node:util';
import { QoScopeError, type SentenceCode } from '../../shared/sentences';

/** The options that a command knows. */
export type Known = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>;

/** What was written behind a command. */
export interface Options {
  /** Values by option name, "" for a switch. The last of several values counts. */
  readonly values: ReadonlyMap<string, string>;
  /** All values by option name, in their order, for options that may be given more than once. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** The words that are no options. */
  readonly others: readonly string[];
}

/** Options of every command. */
export const GENERAL = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } } as const;

type OptionToken = {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

/** Throws a QoScopeError with a code `commandLine.…` that names the wrong word. */
export function readOptions(words: readonly string[], known: Known): Options {
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const others: string[] = [];
  const { tokens } = parseArgs({ args: [...words], options: known, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') others.push(token.value);
    if (token.kind !== 'option') continue;
    const value = valueOf(token, known[token.name]);
    values.set(token.name, value);
    lists.set(token.name, [...(lists.get(token.name) ?? []), value]);
  }
  return { values, lists, others };
}

/** The whole number in `word`; throws commandLine.badNumber where it is none from `minimum` to `maximum`. */
export function wholeNumber(option: string, word: string, minimum: number, maximum: number): number {
  const number = Number(word);
  if (/^\d+$/.test(word) && number >= minimum && number <= maximum) return number;
  throw new QoScopeError('commandLine.badNumber', { option: `--${option}`, minimum, maximum, word });
}

function valueOf({ rawName, value, inlineValue }: OptionToken, known: Known[string] | undefined): string {
  const wrong = (code: SentenceCode, word = ''): QoScopeError => new QoScopeError(code, { option: rawName, word });
  if (known === undefined) throw wrong('commandLine.unknownOption', rawName);
  if (known.type === 'boolean' && value !== undefined) throw wrong('commandLine.needlessValue', value);
  // "--port --json": what looks like the next option is no value, unless it is written --port=--json.
  const isNext = inlineValue !== true && value?.startsWith('-') === true;
  if (known.type === 'string' && (value === undefined || value === '' || isNext)) {
    throw wrong('commandLine.missingValue');
  }
  return value ?? '';
}
