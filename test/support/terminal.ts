/** The words and lines of programs that someone starts in a terminal: benchmarks, soaks, the fuzz. */

import { cpus, loadavg } from 'node:os';

/** What figures were taken on: "Node v20.19.0, 2 cores, load average 0.1, 0.2, 0.2". */
export function machineWords(): string {
  return `Node ${process.version}, ${cpus().length} cores, ${loadAverage()}`;
}

/** How busy the machine was over 1, 5 and 15 minutes. */
export function loadAverage(): string {
  const values = loadavg().map((value) => value.toFixed(1));
  return `load average ${values.join(', ')}`;
}

/** Writes a line. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The whole number behind an option, or `otherwise` where that was not given. Throws where it is none, or below `lowest`. */
export function wholeWord(option: string, word: string | undefined, otherwise: number, lowest = 1): number {
  if (word === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(word) || Number(word) < lowest)
    throw new Error(`${option} takes a whole number from ${lowest}.`);
  return Number(word);
}
