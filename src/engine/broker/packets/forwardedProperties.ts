/** The properties of a message that go on to its subscribers, unaltered and in their order (3.3.2-4, -15, -16, -17, -18, -20). */

import { PacketReader } from './packetReader';
import { PROPERTY } from './properties';

/** Of one hop only, or written anew for each receiver: Topic Alias, Message Expiry Interval, Will Delay Interval. */
const LENGTHS_OF_OWN: Readonly<Partial<Record<number, number>>> = {
  [PROPERTY.topicAlias]: 2,
  [PROPERTY.messageExpiryInterval]: 4,
  [PROPERTY.willDelayInterval]: 4,
};

/** The bytes of `properties` (sound, without their length field) less those that do not go on. */
export function forwardedProperties(properties: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  const reader = PacketReader.within(properties);
  while (!reader.atEnd()) {
    const start = reader.position;
    const identifier = reader.byte();
    const length = LENGTHS_OF_OWN[identifier];
    if (length !== undefined) reader.skip(length);
    else {
      skipValue(reader, identifier);
      kept.push(properties.subarray(start, reader.position));
    }
  }
  return kept.length === 1 && kept[0] !== undefined ? kept[0] : Buffer.concat(kept);
}

function skipValue(reader: PacketReader, identifier: number): void {
  if (identifier === PROPERTY.payloadFormatIndicator) reader.skip(1);
  else {
    reader.skipBinary();
    if (identifier === PROPERTY.userProperty) reader.skipBinary();
  }
}
