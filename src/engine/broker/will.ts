/** The will of a CONNECT (3.1.2.5, 3.1.3.2). */

import type { IConnectPacket } from 'mqtt-packet';
import { composeMessage, topicField } from './message';
import { asBuffer } from './packets/packetReader';
import { forwardedProperties } from './packets/forwardedProperties';
import type { Will } from './session';

/** The will, or null. `properties` are its properties as the bytes they came in, null before MQTT 5. */
export function readWill(packet: IConnectPacket, clientId: string, properties: Uint8Array | null): Will | null {
  const { will } = packet;
  if (will === undefined) return null;
  const field = topicField(will.topic);
  const payload = new Uint8Array(asBuffer(Buffer.from(will.payload)));
  const forwarded = properties === null ? new Uint8Array(0) : forwardedProperties(properties);
  const expiry = will.properties?.messageExpiryInterval;
  return {
    topic: will.topic,
    delay: will.properties?.willDelayInterval ?? 0,
    message: (journey, now) =>
      composeMessage(
        {
          journey,
          topic: will.topic,
          qos: will.qos ?? 0,
          retain: will.retain ?? false,
          expiresAt: expiry === undefined ? null : now + expiry * 1000,
          publisher: clientId,
        },
        field,
        forwarded,
        payload,
      ),
  };
}
