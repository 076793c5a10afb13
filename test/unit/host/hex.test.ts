import assert from 'node:assert/strict';

import { hexDump } from '../../../src/host/messages/hex';

describe('hexDump', () => {
  it('shows offset, sixteen bytes and their printable characters in each row', () => {
    const bytes = Uint8Array.from([...Buffer.from('{"rpm": 1450}'), 0x00, 0xff, 0x0a, 0x41]);
    assert.equal(
      hexDump(bytes),
      [
        '00000000  7b 22 72 70 6d 22 3a 20  31 34 35 30 7d 00 ff 0a  {"rpm": 1450}...',
        '00000010  41                                                A',
      ].join('\n'),
    );
  });

  it('is empty for a payload of 0 bytes', () => {
    assert.equal(hexDump(new Uint8Array()), '');
  });
});
