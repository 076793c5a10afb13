/** Reads a capture file from the disk to its end. */

import type { Capture } from './captureImport';
import { CaptureReading, type ReadingOptions } from './captureReading';

/**
 * The capture in a file. What could be read before a fault is in it, with the reason. Rejects with
 * capture.cannotOpen, capture.notCapture or capture.compressed where there is nothing to read, with capture.badKeyLog, and
 * with the signal's reason.
 */
export async function openCapture(file: string, options: ReadingOptions): Promise<Capture> {
  return (await CaptureReading.begin(file, options)).end;
}
