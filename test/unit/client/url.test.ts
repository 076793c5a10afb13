import assert from 'node:assert/strict';

import { brokerUrl, parseBrokerUrl } from '../../../src/engine/client/url';
import { QoScopeError } from '../../../src/shared/sentences';

describe('parseBrokerUrl', () => {
  const sound: readonly (readonly [string, string, number])[] = [
    ['mqtt://broker.example:1884', 'broker.example', 1884],
    ['mqtt://broker.example', 'broker.example', 1883],
    ['mqtt://127.0.0.1:80/', '127.0.0.1', 80],
    ['mqtt://[::1]:1883', '::1', 1883],
    [' mqtt://localhost ', 'localhost', 1883],
  ];
  for (const [text, host, port] of sound) {
    it(`reads "${text}"`, () => assert.deepEqual(parseBrokerUrl(text), { host, port }));
  }

  const unsound = [
    '',
    'localhost:1883',
    'mqtts://localhost',
    'ws://localhost',
    'http://localhost',
    'mqtt://',
    'mqtt://localhost:0',
    'mqtt://localhost:65536',
    'mqtt://localhost:x',
    'mqtt://user:secret@localhost',
    'mqtt://localhost/path',
    'mqtt://localhost?x=1',
  ];
  for (const text of unsound) {
    it(`refuses "${text}"`, () => {
      assert.throws(
        () => parseBrokerUrl(text),
        (error) => error instanceof QoScopeError && error.code === 'client.badUrl' && error.args.url === text,
      );
    });
  }

  it('is undone by brokerUrl', () => {
    for (const url of ['mqtt://[::1]:1883', 'mqtt://broker.example:1']) {
      assert.equal(brokerUrl(parseBrokerUrl(url)), url);
    }
  });
});
