/** Topic names and topic filters, as chapter 4.7 of the standard has them. */

import type { SentenceCode } from './sentences';

/** Longest UTF-8 string of MQTT in bytes (1.5.4). */
export const MAXIMUM_STRING_LENGTH = 65_535;

/** A topic's or filter's fault as a sentence code, or null where it is sound. */
export type TopicFault = Extract<SentenceCode, `topic.${string}`>;

/** Length of `text` in UTF-8, in bytes. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      length += 4;
      i++;
    } else length += 3;
  }
  return length;
}

/** What forbids publishing to `topic`, or null (4.7.1-1, 4.7.3-1, -2, -3; 1.5.4-1). */
export function topicNameFault(topic: string): TopicFault | null {
  return commonFault(topic) ?? (/[+#]/.test(topic) ? 'topic.wildcard' : null);
}

/** What forbids subscribing to `filter`, or null (4.7.1-2, -3; 4.7.3-1, -2, -3; 4.8.2-1, -2). */
export function topicFilterFault(filter: string): TopicFault | null {
  const common = commonFault(filter);
  if (common !== null) return common;
  const shared = parseSharedFilter(filter);
  if (filter.startsWith('$share/') && (shared === null || shared.filter === '' || /[+#]/.test(shared.name))) {
    return 'topic.badShare';
  }
  const levels = (shared?.filter ?? filter).split('/');
  for (const [i, level] of levels.entries()) {
    if (level.includes('#') && (level !== '#' || i !== levels.length - 1)) return 'topic.badHash';
    if (level.includes('+') && level !== '+') return 'topic.badPlus';
  }
  return null;
}

function commonFault(text: string): TopicFault | null {
  if (text === '') return 'topic.empty';
  if (text.includes('\0')) return 'topic.nul';
  if (/[\ud800-\udfff]/u.test(text)) return 'topic.surrogate';
  if (utf8Length(text) > MAXIMUM_STRING_LENGTH) return 'topic.tooLong';
  return null;
}

/** The parts of `$share/NAME/FILTER`, or null where `filter` is not a shared subscription (4.8.2). */
export function parseSharedFilter(filter: string): { readonly name: string; readonly filter: string } | null {
  const start = sharedFilterStart(filter);
  return start === 0 ? null : { name: filter.slice(7, start - 1), filter: filter.slice(start) };
}

/** The levels of a filter; of a shared subscription those behind its name. */
function levelsOf(filter: string): readonly string[] {
  return (parseSharedFilter(filter)?.filter ?? filter).split('/');
}

/** Whether every topic that `narrow` matches is matched by `wide` too. A topic is a filter that matches itself alone. */
export function filterCovers(wide: string, narrow: string): boolean {
  // Every topic has a first level.
  const outer = levelsOf(wide === '+/#' ? '#' : wide);
  const inner = levelsOf(narrow);
  // 4.7.2-1.
  if (inner[0]?.startsWith('$') === true && (outer[0] === '+' || outer[0] === '#')) return false;
  for (const [i, level] of inner.entries()) {
    if (outer[i] === '#') return true;
    if (outer[i] === undefined || level === '#') return false;
    if (outer[i] !== '+' && outer[i] !== level) return false;
  }
  return outer.length === inner.length || (outer.length === inner.length + 1 && outer.at(-1) === '#');
}

/** Whether there can be a topic that both filters match. */
export function filtersOverlap(one: string, other: string): boolean {
  const left = levelsOf(one);
  const right = levelsOf(other);
  // 4.7.2-1.
  if (beginsWild(left) && right[0]?.startsWith('$') === true) return false;
  if (beginsWild(right) && left[0]?.startsWith('$') === true) return false;
  const length = Math.max(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left[i];
    const b = right[i];
    if (a === '#' || b === '#') return true;
    if (a === undefined || b === undefined) return false;
    if (a !== '+' && b !== '+' && a !== b) return false;
  }
  return true;
}

function beginsWild([first]: readonly string[]): boolean {
  return first === '+' || first === '#';
}

/**
 * Whether a message for `topic` goes to a subscription to `filter` (4.7). A leading wildcard does not match a topic
 * that begins with `$` (4.7.2-1). A shared subscription matches by the filter behind its name. Makes no strings: where
 * there is no tree of the subscriptions, this is asked of every one.
 */
export function topicMatches(filter: string, topic: string): boolean {
  let f = sharedFilterStart(filter);
  if (topic.startsWith('$') && (isLevel(filter, f, '+') || isLevel(filter, f, '#'))) return false;
  let t = 0;
  for (let atLevel = true; f < filter.length; atLevel = filter[f - 1] === '/') {
    if (atLevel && isLevel(filter, f, '#')) return f === filter.length - 1;
    if (atLevel && isLevel(filter, f, '+')) {
      f++;
      while (t < topic.length && topic[t] !== '/') t++;
    } else if (t < topic.length && filter.charCodeAt(f) === topic.charCodeAt(t)) {
      f++;
      t++;
    } else return t === topic.length && filter.endsWith('/#') && f === filter.length - 2; // "a/#" matches "a" (4.7.1.2)
  }
  return t === topic.length;
}

/** Whether the level that begins at `start` is just that character. */
function isLevel(filter: string, start: number, character: '+' | '#'): boolean {
  return filter[start] === character && (start + 1 === filter.length || filter[start + 1] === '/');
}

/** Where the filter of `$share/NAME/FILTER` begins; 0 where it is no shared subscription. */
function sharedFilterStart(filter: string): number {
  if (!filter.startsWith('$share/')) return 0;
  const end = filter.indexOf('/', 7);
  return end <= 7 ? 0 : end + 1;
}
