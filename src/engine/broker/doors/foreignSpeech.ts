/** Knows by its first bytes what came to the wrong door, which is the usual reason why a client does not get in. */

import type { Sentence } from '../../../shared/sentences';

const HTTP_METHOD = /^(GET|POST|PUT|HEAD|OPTIONS|DELETE|CONNECT) /;

/** TLS, HTTP, or MQTT where it does not belong; null where the bytes are none of these. `door` is how the door is to be spoken to. */
export function foreignSpeech(first: Uint8Array, door: 'mqtt' | 'ws'): Sentence | null {
  // A record of the type "handshake" in some version 3.x, as every TLS begins.
  if (first[0] === 0x16 && first[1] === 0x03) return { code: 'door.isTls', args: {} };
  if (door === 'ws') return first[0] === 0x10 ? { code: 'door.isMqtt', args: {} } : null;
  const text = Buffer.from(first.subarray(0, 8)).toString('latin1');
  return HTTP_METHOD.test(text) ? { code: 'door.isHttp', args: {} } : null;
}
