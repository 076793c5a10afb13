/** What a process has used, as Linux tells it in /proc. */

import { readFileSync } from 'node:fs';

/** Ticks in a second in /proc/PID/stat: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Seconds of processor time that a process has used, its system calls included. Throws off Linux. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name stands in brackets and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Bytes of memory that a process holds (RSS). Throws off Linux. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return 1_024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

/** The most bytes of memory that a process has held so far. Throws off Linux. */
export function peakBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return 1_024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
}
