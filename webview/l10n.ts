/** The person's language: set once from the page's first state, then used for every word, number and time. */

import { causeText } from '../src/shared/causeText';
import { fill, QoScopeError, say, type SentenceArguments } from '../src/shared/sentences';

// A module's state, because a document has one language, as it has one `lang` attribute.
let tongue = 'en';
let dictionary: Readonly<Record<string, string>> = {};
let numbers = new Intl.NumberFormat(tongue);
let plurals = new Intl.PluralRules(tongue);
let clock = clockFormat(tongue);
let timeOfDay = timeOfDayFormat(tongue);
let withDigits: Partial<Record<number, Intl.NumberFormat>> = {};

/** Sets language and translations for all that is written from here on; an unknown tag falls back to English. */
export function speak(language: string, translations: Readonly<Record<string, string>>): void {
  tongue = Intl.NumberFormat.supportedLocalesOf([language]).length > 0 ? language : 'en';
  dictionary = translations;
  numbers = new Intl.NumberFormat(tongue);
  plurals = new Intl.PluralRules(tongue);
  clock = clockFormat(tongue);
  timeOfDay = timeOfDayFormat(tongue);
  withDigits = {};
}

/** The English text in the person's language; the English itself where there is no translation. */
export function translate(english: string): string {
  return dictionary[english] ?? english;
}

/** A text of WORDS in the person's language, with its places filled; numbers are written the way of that language. */
export function t(english: string, args: SentenceArguments = {}): string {
  const written = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'number' ? numbers.format(value) : value,
  ]);
  return fill(translate(english), Object.fromEntries(written) as SentenceArguments);
}

/** One of two texts by the count `n`, which fills the place `{n}`. */
export function counted(n: number, one: string, many: string, args: SentenceArguments = {}): string {
  return t(plurals.select(n) === 'one' ? one : many, { ...args, n });
}

/** A number with `digits` digits behind the point (0 to 3), the way of the person's language. */
export function formatNumber(n: number, digits: 0 | 1 | 2 | 3 = 0): string {
  return (withDigits[digits] ??= digitsFormat(digits)).format(n);
}

/** Time of day with milliseconds; `at` in milliseconds since 1970. */
export function formatClock(at: number): string {
  return clock.format(at);
}

/** Time of day, with milliseconds only where it has some; `at` in milliseconds since 1970. */
export function formatTimeOfDay(at: number): string {
  return Math.round(at) % 1000 === 0 ? timeOfDay.format(at) : clock.format(at);
}

/** What an error says to a person: its sentence where it has one, else its message. */
export function errorInWords(error: unknown): string {
  if (error instanceof QoScopeError) return say(error, translate);
  return causeText(error);
}

function digitsFormat(digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(tongue, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function timeOfDayFormat(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

function clockFormat(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
}
