/** Where the bytes of a capture come from: a file of the disk, and in a test whatever it wants to hold back. */

/** A file that is open. */
export interface CaptureSource {
  /** How many bytes it had when it was opened; 0 where that is not known. */
  readonly size: number;
  /** How many bytes before each piece are free in its memory. */
  readonly room: number;
  /** The next piece; empty at the end. It holds until the one behind the next is asked for. Rejects with what the system says. */
  next(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file. Rejects with what the system says. */
export type OpenSource = (file: string) => Promise<CaptureSource>;
