/** Saves a trace, or what a filter leaves of it, to a file. */

import type { ExportFormat, TraceRequests } from '../../shared/engineApi';
import { exportTrace } from '../capture/export/exportTrace';
import { matchingPackets } from '../trace/filter/matchingPackets';
import type { Selection } from '../trace/selection';
import type { Trace } from '../trace/trace';
import { csvLines } from './csv';
import { jsonLines } from './jsonLines';
import { writeFile, type Pieces } from './writeFile';

/** Writes the file, replacing it. Rejects with filter.… or trace.exportFailed. */
export async function saveTrace(
  trace: Trace,
  { filter, format, file }: Omit<TraceRequests['trace.export']['params'], 'trace'>,
): Promise<TraceRequests['trace.export']['result']> {
  const { bytes, result } = await writeFile(file, WRITERS[format](matchingPackets(trace, filter)));
  return { packets: result, bytes };
}

const WRITERS: Readonly<Record<ExportFormat, (selection: Selection) => Pieces<number>>> = {
  pcapng: exportTrace,
  jsonl: jsonLines,
  csv: csvLines,
};
