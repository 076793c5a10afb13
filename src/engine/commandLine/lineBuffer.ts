/** Lines of output on their way: many at once cost far less than each on its own. */

/** Characters that are gathered before they go out. */
const FULL = 64 * 1024;

/** Gathers lines and hands them on in pieces. */
export class LineBuffer {
  private text = '';

  constructor(private readonly out: (text: string) => void) {}

  /** Adds a line without its end. */
  add(line: string): void {
    this.text += `${line}\n`;
    if (this.text.length >= FULL) this.flush();
  }

  /** Hands on what is there. */
  flush(): void {
    if (this.text !== '') this.out(this.text);
    this.text = '';
  }
}
