/** Spans of time and sizes in words, never without their unit. */

import { formatNumber, t } from './l10n';
import { WORDS } from './words';

/** A span in milliseconds as a person reads it: "0.42 ms", "14 ms", "3.2 s", "2 min 5 s". Negative spans count as 0. */
export function span(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1000) return t(WORDS.milliseconds, { n: formatNumber(ms, digitsFor(ms)) });
  const seconds = ms / 1000;
  if (seconds < 60) return t(WORDS.seconds, { n: formatNumber(seconds, seconds < 9.95 ? 1 : 0) });
  const whole = Math.floor(seconds);
  if (whole < 3600) return t(WORDS.minutes, { m: Math.floor(whole / 60), s: whole % 60 });
  return t(WORDS.hours, { h: Math.floor(whole / 3600), m: Math.floor((whole % 3600) / 60) });
}

/** How long something waits already, in milliseconds: seconds and more, because it grows while it is read. */
export function age(milliseconds: number): string {
  return milliseconds < 1000
    ? t(WORDS.seconds, { n: formatNumber(Math.max(0, milliseconds) / 1000, 1) })
    : span(milliseconds);
}

/** Milliseconds since a first packet, for a column whose heading names the unit: "+0.52". */
export function sinceFirst(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  return ms === 0 ? '0' : `+${formatNumber(ms, digitsFor(ms))}`;
}

/** A number of bytes: "118 B", "4.2 kB", "16.3 MB". */
export function size(bytes: number): string {
  if (bytes < 1000) return t(WORDS.sizeBytes, { n: bytes });
  if (bytes < 1_000_000) return t(WORDS.sizeKilobytes, { n: formatNumber(bytes / 1000, 1) });
  return t(WORDS.sizeMegabytes, { n: formatNumber(bytes / 1_000_000, 1) });
}

function digitsFor(ms: number): 0 | 1 | 2 {
  if (ms < 10) return 2;
  return ms < 100 ? 1 : 0;
}
