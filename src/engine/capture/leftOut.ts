/** What was left out of a capture, counted, so that nobody takes silence for absence. */

import type { Sentence } from '../../shared/sentences';
import type { Obstacle } from './tls/tlsCarrier';

interface Encrypted {
  readonly obstacle: Obstacle;
  readonly client: string;
  readonly broker: string;
  count: number;
}

/** Counts while a capture is read. */
export class LeftOut {
  private lostFragments = 0;
  private readonly links = new Map<number, number>();
  /** By obstacle and the broker's address: how many connections, and the first one's client. */
  private readonly encryptedOnes = new Map<string, Encrypted>();

  /** So many fragments of IP packets were left out. */
  fragments(count: number): void {
    this.lostFragments += count;
  }

  /** A frame of a link type that is not known was left out. */
  unknownLink(linkType: number): void {
    this.links.set(linkType, (this.links.get(linkType) ?? 0) + 1);
  }

  /** A connection where MQTT would be expected is encrypted, and cannot be decrypted. */
  encrypted(obstacle: Obstacle, client: string, broker: string): void {
    const key = `${obstacle} ${broker}`;
    const known = this.encryptedOnes.get(key);
    if (known === undefined) this.encryptedOnes.set(key, { obstacle, client, broker, count: 1 });
    else known.count++;
  }

  /** All of it in sentences. */
  all(): Sentence[] {
    const notes: Sentence[] = [];
    for (const [linkType, count] of this.links) notes.push({ code: 'capture.unknownLink', args: { linkType, count } });
    if (this.lostFragments > 0) notes.push({ code: 'capture.fragments', args: { count: this.lostFragments } });
    for (const { obstacle, client, broker, count } of this.encryptedOnes.values()) {
      const code = obstacle === 'keys' ? 'capture.encrypted' : 'capture.unknownCipher';
      notes.push({ code, args: { client, broker, count } });
    }
    return notes;
  }
}
