/** Captures of busy machines lack frames: no finding may come of that. */

import assert from 'node:assert/strict';

import { importBytes, recordedBytes } from '../support/captures';

/** The blocks of a pcapng file, of which each frame is one. */
function blocksOf(bytes: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; offset += blocks.at(-1)!.length) {
    const length = Buffer.from(bytes).readUInt32LE(offset + 4);
    blocks.push(bytes.subarray(offset, offset + length));
  }
  return blocks;
}

/** Before the frames stand the section and its interface. */
const FIRST_FRAME = 2;

describe('a capture that lacks frames', function () {
  this.timeout(60_000);

  for (const name of ['local-paho.pcapng', 'local-cuts.pcapng', 'mosquitto-cuts.pcapng', 'local-paho-cuts.pcapng']) {
    it(`gives no error, whichever of ${name} these are`, () => {
      const bytes = recordedBytes(name);
      const blocks = blocksOf(bytes);
      const port = Number(importBytes(bytes).trace.wires()[0]?.brokerAddress.split(':').at(-1));
      for (let lost = FIRST_FRAME; lost < blocks.length; lost++) {
        const count = 1 + (lost % 4);
        const left = Buffer.concat(blocks.filter((_, i) => i < lost || i >= lost + count));
        for (const ports of [[], [port]]) {
          const { rows } = importBytes(left, undefined, ports).trace.findings(null, null, 200);
          const errors = rows.filter(({ severity }) => severity === 'error').map(({ kind }) => kind);
          assert.deepEqual(errors, [], `without ${count} from frame ${lost} on, MQTT at ${ports.join() || 'no port'}`);
        }
      }
    });
  }
});
