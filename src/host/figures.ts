/** Numbers with their units, in the person's language. */

import { env, l10n } from 'vscode';

const KILOBYTE = 1000;

/** A count with its thousands separated. */
export function count(value: number): string {
  return value.toLocaleString(env.language);
}

/** A span of milliseconds: "<0.01 ms", "0.42 ms", "1.4 ms", "120 ms", "3.2 s". */
export function span(milliseconds: number): string {
  if (milliseconds >= 1000) return l10n.t('{0} s', decimals(milliseconds / 1000, 1));
  if (milliseconds > 0 && milliseconds < 0.005) return l10n.t('<{0} ms', decimals(0.01, 2));
  const digits = milliseconds < 1 ? 2 : milliseconds < 100 ? 1 : 0;
  return l10n.t('{0} ms', decimals(milliseconds, digits));
}

/** A size in bytes: "118 bytes", "1.2 kB", "3.4 MB". */
export function size(bytes: number): string {
  if (bytes === 1) return l10n.t('1 byte');
  if (bytes < KILOBYTE) return l10n.t('{0} bytes', count(bytes));
  if (bytes < KILOBYTE ** 2) return l10n.t('{0} kB', decimals(bytes / KILOBYTE, 1));
  return l10n.t('{0} MB', decimals(bytes / KILOBYTE ** 2, 1));
}

/** Time of day with seconds, of a wall clock in milliseconds since 1970. */
export function timeOfDay(wall: number): string {
  return new Date(wall).toLocaleTimeString(env.language);
}

/** Date and time with milliseconds, of a wall clock in milliseconds since 1970. */
export function dateAndTime(wall: number): string {
  return new Date(wall).toLocaleString(env.language, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  });
}

function decimals(value: number, digits: number): string {
  return value.toLocaleString(env.language, { maximumFractionDigits: digits });
}
