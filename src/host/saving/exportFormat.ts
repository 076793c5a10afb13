/** How a trace is saved is said by the file's name. */

import { EXPORT_FORMATS, type ExportFormat } from '../../shared/engineApi';

/** The format that a file's ending asks for, in any case of letters; null for an ending that asks for none. */
export function formatOf(file: string): ExportFormat | null {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase();
  return EXPORT_FORMATS.find((format) => format === ending) ?? null;
}
