/** What is wrong with a translation, apart from its words. */

import type { Texts } from './translations';

/** What a person must find again as it was: places to fill, icons, links, code, names of settings. */
const FIXED = /\{\w+\}|\$\([\w~-]+\)|\(command:[^)]*\)|`[^`]*`|\bqoscope\.[\w.]+\w/g;

/** A sentence for each text that is missing, needless, empty, or that has other places, icons, links or code than the English. */
export function translationFaults(english: Texts, translated: Texts): string[] {
  const needless = Object.keys(translated).filter((key) => english[key] === undefined);
  const faults = Object.entries(english).flatMap(([key, text]) => {
    const translation = translated[key];
    if (translation === undefined) return [`missing: ${key}`];
    if (text !== '' && translation.trim() === '') return [`empty: ${key}`];
    const [wanted, there] = [fixedIn(text), fixedIn(translation)];
    return wanted === there ? [] : [`differs in ${wanted} / ${there}: ${key}`];
  });
  return [...needless.map((key) => `not used: ${key}`), ...faults];
}

/**
 * A sentence for each text that names a command by another title than the palette has in that language. `titles` are the
 * English titles with the translated ones.
 */
export function commandNameFaults(english: Texts, translated: Texts, titles: ReadonlyMap<string, string>): string[] {
  const byLength = [...titles].sort(([a], [b]) => b.length - a.length); // a title can begin with another one
  return Object.entries(english).flatMap(([key, text]) => {
    let rest = text;
    return byLength.flatMap(([title, translation]) => {
      if (!rest.includes(`MQTT: ${title}`)) return [];
      rest = rest.replaceAll(`MQTT: ${title}`, '');
      return translated[key]?.includes(`MQTT: ${translation}`) === true
        ? []
        : [`names not "MQTT: ${translation}": ${key}`];
    });
  });
}

/** Names of commands in code stand in the person's language; those are compared by `commandNameFaults`. */
function fixedIn(text: string): string {
  const found = text.match(FIXED) ?? [];
  return found
    .filter((part) => !part.startsWith('`MQTT: '))
    .sort()
    .join(' ');
}
