/** What was left out of a capture, counted, so that nobody takes silence for absence. */

import type { Sentence } from '../../shared/sentences';
import type { Obstacle } from './tls/tlsCarrier';

interface Encrypted {
  readonly obstacle: Obstacle;
  readonly client: string;
  readonly broker: string;
  count: number;
}

/** So many link types, and brokers of encrypted connections, are named; of others it is said how many there were. */
const MOST_NAMED = 10;

/** So many ends of connections that nothing showed to be MQTT's are remembered: servers mostly, of which few have more. */
const MOST_PASSED_OVER = 10_000;

/** Counts while a capture is read. */
export class LeftOut {
  private lostFragments = 0;
  /** Frames and connections that have no note of their own. */
  private unnamed = 0;
  private readonly links = new Map<number, number>();
  /** By obstacle and the broker's address: how many connections, and the first one's client. */
  private readonly encryptedOnes = new Map<string, Encrypted>();
  /** Those whose keys are not known and of which nothing says that they carry MQTT; with the first one's addresses. */
  private elsewhere: Omit<Encrypted, 'obstacle'> | null = null;

  /** By an end's address: how many connections of it nothing showed to be MQTT's, and the first one's other end. */
  private readonly passedOver = new Map<string, { readonly client: string; count: number }>();

  /** So many fragments of IP packets were left out. */
  fragments(count: number): void {
    this.lostFragments += count;
  }

  /** A frame of a link type that is not known was left out. */
  unknownLink(linkType: number): void {
    const count = this.links.get(linkType);
    if (count === undefined && this.links.size >= MOST_NAMED) this.unnamed++;
    else this.links.set(linkType, (count ?? 0) + 1);
  }

  /** A connection where MQTT would be expected is encrypted, and cannot be decrypted. */
  encrypted(obstacle: Obstacle, client: string, broker: string): void {
    const key = `${obstacle} ${broker}`;
    const known = this.encryptedOnes.get(key);
    if (known !== undefined) known.count++;
    else if (this.encryptedOnes.size >= MOST_NAMED) this.unnamed++;
    else this.encryptedOnes.set(key, { obstacle, client, broker, count: 1 });
  }

  /** A connection that may carry anything is encrypted, and its keys are not known. */
  encryptedElsewhere(client: string, broker: string): void {
    this.elsewhere ??= { client, broker, count: 0 };
    this.elsewhere.count++;
  }

  /**
   * A connection between these ends is not known to carry MQTT; a later one may show that one of them is a broker. Where its
   * beginning was seen, that can be `other` alone.
   */
  unrecognised([one, other]: readonly [string, string], hasBeginning: boolean): void {
    this.passOver(other, one);
    if (!hasBeginning) this.passOver(one, other);
  }

  /**
   * All of it in sentences; what may be something else than MQTT only where no MQTT was found beside it. `brokers` are the
   * addresses that a CONNECT was sent to.
   */
  all(foundMqtt: boolean, brokers: Iterable<string>): Sentence[] {
    const notes = this.beforeConnect(brokers);
    for (const [linkType, count] of this.links) notes.push({ code: 'capture.unknownLink', args: { linkType, count } });
    if (this.lostFragments > 0) notes.push({ code: 'capture.fragments', args: { count: this.lostFragments } });
    for (const { obstacle, client, broker, count } of this.encryptedOnes.values()) {
      const code = obstacle === 'keys' ? 'capture.encrypted' : 'capture.unknownCipher';
      notes.push({ code, args: { client, broker, count } });
    }
    if (this.unnamed > 0) notes.push({ code: 'capture.unnamed', args: { count: this.unnamed } });
    if (this.elsewhere !== null && !foundMqtt && notes.length === 0) {
      notes.push({ code: 'capture.allEncrypted', args: { ...this.elsewhere } });
    }
    return notes;
  }

  private passOver(end: string, client: string): void {
    const known = this.passedOver.get(end);
    if (known !== undefined) known.count++;
    else if (this.passedOver.size < MOST_PASSED_OVER) this.passedOver.set(end, { client, count: 1 });
  }

  private beforeConnect(brokers: Iterable<string>): Sentence[] {
    const notes: Sentence[] = [];
    for (const broker of brokers) {
      const connections = this.passedOver.get(broker);
      if (connections === undefined || notes.length === MOST_NAMED) continue;
      notes.push({ code: 'capture.beforeConnect', args: { broker, ...connections } });
    }
    return notes;
  }
}
