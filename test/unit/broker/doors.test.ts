import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';

import { foreignSpeech } from '../../../src/engine/broker/doors/foreignSpeech';
import { mayConnect } from '../../../src/engine/broker/doors/origins';
import { reaches } from '../../../src/engine/broker/doors/thisMachine';
import { tlsFault } from '../../../src/engine/broker/doors/tlsHandshake';
import { doorUrl, isLoopback } from '../../../src/shared/transports';
import { hex } from '../../support/brokerHarness';

/** An address that this machine has in a network, where it is in one. */
const own = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

describe('mayConnect', () => {
  for (const origin of [
    undefined,
    'http://localhost',
    'https://localhost:8443',
    'http://app.localhost:5173',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'file://',
    ...(own === undefined ? [] : [`http://${own}:8080`]),
  ]) {
    it(`lets in ${origin ?? 'a program, which has no origin'}`, () => {
      assert.ok(mayConnect(origin, []));
    });
  }

  for (const origin of [
    'https://example.org',
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
    'http://192.0.2.1',
    'null',
    '',
    'nonsense',
  ]) {
    it(`keeps out "${origin}"`, () => {
      assert.ok(!mayConnect(origin, ['https://other.example', 'http://example.org']));
    });
  }

  it('lets in what is listed, however it is written, and everything for *', () => {
    assert.ok(mayConnect('https://App.example:8443', ['https://app.example:8443/']));
    assert.ok(mayConnect('null', ['null']));
    assert.ok(mayConnect('https://example.org', ['*']));
  });
});

describe('foreignSpeech', () => {
  it('knows TLS everywhere, HTTP where MQTT is spoken, and MQTT where WebSocket is', () => {
    assert.equal(foreignSpeech(hex('16 0301 00'), 'mqtt')?.code, 'door.isTls');
    assert.equal(foreignSpeech(hex('16 0303'), 'ws')?.code, 'door.isTls');
    assert.equal(foreignSpeech(Buffer.from('POST / HTTP/1.1'), 'mqtt')?.code, 'door.isHttp');
    assert.equal(foreignSpeech(hex('10 0c'), 'ws')?.code, 'door.isMqtt');
  });

  it('leaves to MQTT what it could be', () => {
    for (const bytes of ['10 0c 0004 4d515454', '10', '16', '47 45', '']) {
      assert.equal(foreignSpeech(hex(bytes), 'mqtt'), null, bytes);
    }
  });
});

describe('tlsFault', () => {
  const withCode = (code: string, reason?: string): Error => Object.assign(new Error('long'), { code, reason });

  it('tells what a person can act on', () => {
    assert.equal(tlsFault(withCode('ERR_SSL_WRONG_VERSION_NUMBER')).code, 'door.notTls');
    assert.equal(tlsFault(withCode('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA')).code, 'door.untrusted');
    assert.equal(tlsFault(withCode('ERR_TLS_HANDSHAKE_TIMEOUT')).code, 'door.tlsTimeout');
    assert.equal(tlsFault(withCode('ECONNRESET')).code, 'door.leftTls');
    const { code, args } = tlsFault(withCode('ERR_SSL_NO_SHARED_CIPHER', 'no shared cipher'));
    assert.deepEqual([code, args], ['door.tlsFailed', { cause: 'no shared cipher' }]);
  });
});

describe('isLoopback', () => {
  it('holds for what only this machine reaches', () => {
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1']) {
      assert.ok(isLoopback(host), host);
    }
    for (const host of ['0.0.0.0', '::', '192.168.1.5', '127.0.0.1.example', 'example.org', '']) {
      assert.ok(!isLoopback(host), host);
    }
  });
});

describe('reaches', () => {
  it('takes 0.0.0.0 for IPv4 of this machine, and :: for both families', () => {
    assert.ok(reaches('0.0.0.0', '127.0.0.9') && !reaches('0.0.0.0', '::1') && !reaches('0.0.0.0', '192.0.2.1'));
    assert.ok(reaches('::', '127.0.0.1') && reaches('::', '::1') && !reaches('::', '192.0.2.1'));
    assert.ok(reaches('127.0.0.1', '::ffff:127.0.0.1') && !reaches('127.0.0.1', '127.0.0.2'));
  });
});

describe('doorUrl', () => {
  it('puts IPv6 into brackets', () => {
    assert.equal(doorUrl({ transport: 'tls', host: '::1', port: 8883 }), 'mqtts://[::1]:8883');
    assert.equal(doorUrl({ transport: 'wss', host: '127.0.0.1', port: 1 }), 'wss://127.0.0.1:1');
  });
});
