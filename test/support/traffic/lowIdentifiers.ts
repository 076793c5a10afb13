/**
 * Gives what a broker sends the lowest packet identifiers that are free, as many brokers do. Ours goes round, so that the
 * same identifier seldom comes twice in a short trace: whatever mistakes one message for another would stay hidden.
 */

import type { Side } from '../../../src/shared/model';
import { uint16 } from '../../../src/engine/wire/bytes';
import { readConnect } from '../../../src/engine/wire/connectFields';
import { TYPE } from '../../../src/engine/wire/packetFields';
import { newPublishFields, readPublish } from '../../../src/engine/wire/publishFields';

/** Of one session: the identifier on the tape by the broker's own. */
type Numbers = Map<number, number>;

/** All sessions of one broker. */
export class LowIdentifiers {
  private readonly byClient = new Map<string, Numbers>();
  private readonly clients = new Map<number, string>();
  private readonly publish = newPublishFields();

  /** The packet with its new identifier, which is written into its bytes. */
  of(wire: number, from: Side, bytes: Uint8Array): Uint8Array {
    const type = (bytes[0] ?? 0) >> 4;
    if (from === 'client' && type === TYPE.CONNECT) this.clients.set(wire, readConnect(bytes).fields?.clientId ?? '');
    const client = this.clients.get(wire) ?? '';
    if (type === TYPE.CONNACK && bytes[2] === 0) this.byClient.delete(client);
    const numbers = this.byClient.get(client) ?? new Map<number, number>();
    this.byClient.set(client, numbers);
    if (from === 'broker' && type === TYPE.PUBLISH) this.sent(numbers, bytes);
    else if (from === 'broker' && type === TYPE.PUBREL) write(bytes, 2, numbers.get(uint16(bytes, 2)));
    else if (from === 'client' && ANSWERS.has(type)) this.answered(numbers, bytes, type);
    return bytes;
  }

  private sent(numbers: Numbers, bytes: Uint8Array): void {
    // Topic and identifier stand at the same place in every version.
    readPublish(bytes, 4, this.publish);
    const { qos, packetId, topicEnd } = this.publish;
    if (qos === 0) return;
    const taken = new Set(numbers.values());
    let low = numbers.get(packetId) ?? 1;
    if (!numbers.has(packetId)) while (taken.has(low)) low++;
    numbers.set(packetId, low);
    write(bytes, topicEnd, low);
  }

  /** The client answers with the identifier that the broker gave: on the tape it was another one. */
  private answered(numbers: Numbers, bytes: Uint8Array, type: number): void {
    const own = uint16(bytes, 2);
    write(bytes, 2, numbers.get(own));
    if (type !== TYPE.PUBREC) numbers.delete(own);
  }
}

const ANSWERS = new Set<number>([TYPE.PUBACK, TYPE.PUBREC, TYPE.PUBCOMP]);

function write(bytes: Uint8Array, place: number, identifier: number | undefined): void {
  if (identifier === undefined) return;
  bytes[place] = identifier >> 8;
  bytes[place + 1] = identifier & 255;
}
