/** Bytes read four at once: a fourth of the work where hashes are made of them or where they are copied. */

/** A window on the array that is being read, made anew only where it is another one. */
export class WordWindow {
  private bytes: Uint8Array = NO_BYTES;
  private words = windowOn(NO_BYTES);

  /** A view of all of `bytes`, by their own offsets. It shows what they are at any time. */
  on(bytes: Uint8Array): DataView {
    return bytes === this.bytes ? this.words : this.move(bytes);
  }

  private move(bytes: Uint8Array): DataView {
    this.bytes = bytes;
    this.words = windowOn(bytes);
    return this.words;
  }
}

const NO_BYTES = new Uint8Array();

function windowOn(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
