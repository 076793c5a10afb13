import assert from 'node:assert/strict';

import { endpoint, normaliseEndpoint } from '../../../src/engine/client/endpoint';

describe('endpoint', () => {
  it('reads the same on both ends of a connection to a dual-stack socket', () => {
    assert.equal(endpoint('::ffff:127.0.0.1', 5000), endpoint('127.0.0.1', 5000));
    assert.equal(normaliseEndpoint('::ffff:127.0.0.1:5000'), '127.0.0.1:5000');
  });

  it('leaves IPv6 addresses alone', () => assert.equal(endpoint('::1', 5000), '::1:5000'));
});
