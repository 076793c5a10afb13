/** The person's language: set once from the page's first state, then used for every word, number and time. */

import { causeText } from '../src/shared/causeText';
import { fill, QoScopeError, say, type SentenceArguments } from '../src/shared/sentences';

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;

/** The formats of one language. Each is made when it is first used: a browser takes milliseconds to make one. */
class Formats {
  private readonly byDigits = new Map<number, Intl.NumberFormat>();
  private ofNumbers: Intl.NumberFormat | null = null;
  private ofPlurals: Intl.PluralRules | null = null;
  private ofClock: Intl.DateTimeFormat | null = null;
  private ofTimes: Intl.DateTimeFormat | null = null;

  constructor(readonly language: string) {}

  get number(): Intl.NumberFormat {
    return (this.ofNumbers ??= new Intl.NumberFormat(this.language));
  }

  get plural(): Intl.PluralRules {
    return (this.ofPlurals ??= new Intl.PluralRules(this.language));
  }

  get clock(): Intl.DateTimeFormat {
    return (this.ofClock ??= new Intl.DateTimeFormat(this.language, { ...TIME, fractionalSecondDigits: 3 }));
  }

  get timeOfDay(): Intl.DateTimeFormat {
    return (this.ofTimes ??= new Intl.DateTimeFormat(this.language, TIME));
  }

  digits(digits: number): Intl.NumberFormat {
    const present = this.byDigits.get(digits);
    if (present !== undefined) return present;
    const made = new Intl.NumberFormat(this.language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    this.byDigits.set(digits, made);
    return made;
  }
}

// A module's state, because a document has one language, as it has one `lang` attribute.
let tongue = 'en';
let dictionary: Readonly<Record<string, string>> = {};
let formats = new Formats(tongue);

/** Sets language and translations for all that is written from here on; an unknown tag falls back to English. */
export function speak(language: string, translations: Readonly<Record<string, string>>): void {
  tongue = Intl.NumberFormat.supportedLocalesOf([language]).length > 0 ? language : 'en';
  dictionary = translations;
  if (formats.language !== tongue) formats = new Formats(tongue);
}

/**
 * Makes the formats that nearly every page needs. The first of a process takes a browser some ten milliseconds: time that
 * passes anyhow while the host answers.
 */
export function prepareFormats(): void {
  formats.plural.select(0);
  formats.number.format(0);
  formats.clock.format(0);
}

/** The English text in the person's language; the English itself where there is no translation. */
export function translate(english: string): string {
  return dictionary[english] ?? english;
}

/** A text of WORDS in the person's language, with its places filled; numbers are written the way of that language. */
export function t(english: string, args: SentenceArguments = {}): string {
  const written = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'number' ? formats.number.format(value) : value,
  ]);
  return fill(translate(english), Object.fromEntries(written) as SentenceArguments);
}

/** One of two texts by the count `n`, which fills the place `{n}`. */
export function counted(n: number, one: string, many: string, args: SentenceArguments = {}): string {
  return t(formats.plural.select(n) === 'one' ? one : many, { ...args, n });
}

/** A number with `digits` digits behind the point (0 to 3), the way of the person's language. */
export function formatNumber(n: number, digits: 0 | 1 | 2 | 3 = 0): string {
  return formats.digits(digits).format(n);
}

/** Time of day with milliseconds; `at` in milliseconds since 1970. */
export function formatClock(at: number): string {
  return formats.clock.format(at);
}

/** Time of day, with milliseconds only where it has some; `at` in milliseconds since 1970. */
export function formatTimeOfDay(at: number): string {
  return Math.round(at) % 1000 === 0 ? formats.timeOfDay.format(at) : formats.clock.format(at);
}

/** What an error says to a person: its sentence where it has one, else its message. */
export function errorInWords(error: unknown): string {
  if (error instanceof QoScopeError) return say(error, translate);
  return causeText(error);
}
