/** A capture file of which a test says when the next piece comes. */

import type { CaptureSource } from '../../src/engine/capture/captureSource';

type Piece = { readonly bytes: Uint8Array } | { readonly error: Error };

/** Holds the reading at every place. */
export class HeldSource implements CaptureSource {
  readonly room = 0;
  isClosed = false;
  private waiting: ((piece: Piece) => void) | null = null;
  private moved: () => void = () => undefined;

  /** `size` as the system would have said when the file was opened. */
  constructor(readonly size: number) {}

  async next(): Promise<Uint8Array> {
    const piece = await new Promise<Piece>((resolve) => {
      this.waiting = resolve;
      this.moved();
    });
    if ('error' in piece) throw piece.error;
    return piece.bytes;
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.moved();
    return Promise.resolve();
  }

  /** Gives the next piece. Resolves once all of it was taken and another one is asked for, or the file is closed. */
  async give(bytes: Uint8Array): Promise<void> {
    await this.hand({ bytes: bytes.slice() });
  }

  /** Gives the last piece and the end of the file. Resolves once it is closed. */
  async giveLast(bytes: Uint8Array): Promise<void> {
    await this.give(bytes);
    await this.give(new Uint8Array());
  }

  /** The system cannot read on. Resolves once the file is closed. */
  async fail(error: Error): Promise<void> {
    await this.hand({ error });
  }

  private async hand(piece: Piece): Promise<void> {
    await this.untilMoved();
    this.waiting?.(piece);
    this.waiting = null;
    await this.untilMoved();
  }

  private async untilMoved(): Promise<void> {
    if (this.waiting === null && !this.isClosed) await new Promise<void>((resolve) => (this.moved = resolve));
  }
}
