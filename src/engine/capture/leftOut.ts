/** What was left out of a capture, counted, so that nobody takes silence for absence. */

import type { Sentence } from '../../shared/sentences';

/** Counts while a capture is read. */
export class LeftOut {
  private fragments = 0;
  private readonly links = new Map<number, number>();
  /** By the broker's address: how many connections, and the first one's client. */
  private readonly encryptedOnes = new Map<string, { readonly client: string; count: number }>();

  /** A fragment of an IP packet was left out. */
  fragment(): void {
    this.fragments++;
  }

  /** A frame of a link type that is not known was left out. */
  unknownLink(linkType: number): void {
    this.links.set(linkType, (this.links.get(linkType) ?? 0) + 1);
  }

  /** A connection where MQTT would be expected is encrypted. */
  encrypted(client: string, broker: string): void {
    const known = this.encryptedOnes.get(broker);
    if (known === undefined) this.encryptedOnes.set(broker, { client, count: 1 });
    else known.count++;
  }

  /** All of it in sentences. */
  all(): Sentence[] {
    const notes: Sentence[] = [];
    for (const [linkType, count] of this.links) notes.push({ code: 'capture.unknownLink', args: { linkType, count } });
    if (this.fragments > 0) notes.push({ code: 'capture.fragments', args: { count: this.fragments } });
    for (const [broker, { client, count }] of this.encryptedOnes) {
      notes.push({ code: 'capture.encrypted', args: { client, broker, count } });
    }
    return notes;
  }
}
