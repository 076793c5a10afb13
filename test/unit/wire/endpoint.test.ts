import assert from 'node:assert/strict';

import { endpoint, normaliseEndpoint } from '../../../src/engine/wire/endpoint';

describe('endpoint', () => {
  it('reads the same on both ends of a connection to a dual-stack socket', () => {
    assert.equal(endpoint('::ffff:127.0.0.1', 5000), endpoint('127.0.0.1', 5000));
    assert.equal(normaliseEndpoint('::ffff:127.0.0.1:5000'), '127.0.0.1:5000');
  });

  it('puts IPv6 addresses into brackets, once', () => {
    assert.equal(endpoint('::1', 5000), '[::1]:5000');
    assert.equal(normaliseEndpoint('[::1]:5000'), '[::1]:5000');
    assert.equal(normaliseEndpoint('::1:5000'), '[::1]:5000');
  });
});
