/** What whoever opens a capture should know of how it was read. */

import type { Sentence } from '../../shared/sentences';
import type { Capture } from './captureImport';

/** What was left out, why the file could not be read to its end, and that there is no MQTT where nothing else says why. */
export function captureNotes({ trace, notes, problem }: Capture): Sentence[] {
  const { packets, dropped } = trace.counts();
  const all = [...notes];
  if (dropped > 0) all.push({ code: 'capture.dropped', args: { dropped, packets } });
  if (problem !== null) all.push(problem);
  return packets === 0 && all.length === 0 ? [{ code: 'capture.noMqtt', args: {} }] : all;
}
