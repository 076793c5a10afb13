/** Publishes many messages to many topics, acknowledged, with a window. */

import type { LoadClient } from './loadClient';
import { publishPacket } from './packets';

/** What is published. */
export interface ManyMessages {
  readonly count: number;
  readonly topic: (number: number) => string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
  /** How many may wait for their PUBACK, 1 to 65,535. */
  readonly window: number;
}

/** Resolves when each message has its PUBACK (QoS 1). */
export function publishMany(client: LoadClient, words: ManyMessages): Promise<void> {
  const { count, topic, payload, retain, window } = words;
  const { out, version } = client;
  const free = Array.from({ length: window }, (_, i) => window - i);
  let sent = 0;
  let acknowledged = 0;
  const fill = (): void => {
    while (sent < count) {
      const packetId = free.pop();
      if (packetId === undefined) return;
      out.add(publishPacket(topic(sent++), payload, { qos: 1, packetId, version, retain }));
    }
  };
  return new Promise((resolve) => {
    client.listener = {
      publish: () => undefined,
      acknowledgement: (_type, packetId) => {
        free.push(packetId);
        if (++acknowledged === count) resolve();
      },
      turn: fill,
    };
    fill();
    out.flush();
  });
}
