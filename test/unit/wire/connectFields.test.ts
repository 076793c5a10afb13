import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  disconnectExpiry,
  NEVER_EXPIRES,
  readConnack,
  readConnect,
  type ConnectFields,
} from '../../../src/engine/wire/connectFields';
import { hex, mqttBytes } from '../../support/mqttBytes';

const PLAIN = { cmd: 'connect', protocolId: 'MQTT', clientId: 'dash', clean: true, keepalive: 60 } as const;

function connect(bytes: Uint8Array): ConnectFields {
  const { fields } = readConnect(bytes);
  assert.ok(fields !== null);
  return fields;
}

describe('readConnect', () => {
  it('reads what a 3.1.1 session needs', () => {
    assert.deepEqual(connect(mqttBytes({ ...PLAIN, protocolVersion: 4 })), {
      version: 4,
      clientId: 'dash',
      cleanStart: true,
      sessionExpiryInterval: 0,
      keepAlive: 60,
      receiveMaximum: 65_535,
      will: null,
    });
  });

  it('keeps a session without an end for clean session 0 before MQTT 5', () => {
    const bytes = mqttBytes({ ...PLAIN, protocolId: 'MQIsdp', protocolVersion: 3, clean: false }, 3);
    assert.equal(connect(bytes).sessionExpiryInterval, NEVER_EXPIRES);
    assert.equal(connect(bytes).version, 3);
  });

  it('reads Session Expiry Interval and Receive Maximum behind other properties', () => {
    const properties = { userProperties: { a: '1' }, sessionExpiryInterval: 3600, receiveMaximum: 7 };
    const fields = connect(mqttBytes({ ...PLAIN, protocolVersion: 5, clean: false, properties }, 5));
    assert.equal(fields.sessionExpiryInterval, 3600);
    assert.equal(fields.receiveMaximum, 7);
    assert.equal(fields.cleanStart, false);
  });

  it('ends a session of MQTT 5 with its connection where no expiry is given', () => {
    assert.equal(connect(mqttBytes({ ...PLAIN, protocolVersion: 5, clean: false }, 5)).sessionExpiryInterval, 0);
  });

  it('reads a will with properties, and what stands behind it', () => {
    const will = { topic: 'gone', payload: Buffer.from('bye'), qos: 2, retain: true } as const;
    const properties = { willDelayInterval: 5 };
    const bytes = mqttBytes(
      { ...PLAIN, protocolVersion: 5, will: { ...will, properties }, username: 'u', password: Buffer.from('p') },
      5,
    );
    const { payloadStart, payloadEnd, ...rest } = connect(bytes).will!;
    assert.deepEqual(rest, { topic: 'gone', qos: 2, retain: true });
    assert.equal(Buffer.from(bytes.subarray(payloadStart, payloadEnd)).toString(), 'bye');
  });

  it('reads an empty client id', () => {
    assert.equal(connect(mqttBytes({ ...PLAIN, protocolVersion: 4, clientId: '' })).clientId, '');
  });

  it('accepts the bit by which bridges of mosquitto mark themselves', () => {
    assert.equal(connect(hex('10 0d 00 04 4d 51 54 54 84 02 00 3c 00 01 61')).version, 4);
  });

  it('names a protocol that is none', () => {
    const { fault } = readConnect(hex('10 0d 00 04 4d 51 54 54 09 02 00 3c 00 01 61'));
    assert.deepEqual(fault, { code: 'packet.malformed', args: { type: 'CONNECT', cause: 'protocol MQTT level 9' } });
  });

  it('names a will at QoS 3', () => {
    const { fault } = readConnect(hex('10 13 00 04 4d 51 54 54 04 1e 00 3c 00 01 61 00 01 77 00 01 78'));
    assert.deepEqual(fault?.args, { type: 'CONNECT', cause: 'Will QoS 3' });
  });

  it('finds every cut of a CONNECT truncated', () => {
    const will = { topic: 'gone', payload: Buffer.from('bye'), qos: 1, retain: false } as const;
    const whole = mqttBytes({ ...PLAIN, protocolVersion: 5, will, properties: { receiveMaximum: 7 } }, 5);
    for (let length = 0; length < whole.length; length++) {
      assert.equal(readConnect(whole.subarray(0, length)).fault?.code, 'packet.truncated', String(length));
    }
  });

  it('never throws', () => {
    const start = hex('10 7f 00 04 4d 51 54 54 05');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (rest) => {
        const { fields, fault } = readConnect(Buffer.concat([start, rest]));
        assert.equal(fields === null, fault !== null);
      }),
    );
  });
});

describe('readConnack', () => {
  it('reads 3.1.1', () => {
    assert.deepEqual(readConnack(hex('20 02 01 00'), 4).fields, {
      sessionPresent: true,
      reason: 0,
      assignedClientId: null,
      sessionExpiryInterval: null,
      receiveMaximum: null,
      maximumQos: 2,
      serverKeepAlive: null,
    });
  });

  it('reads what MQTT 5 decides for the client', () => {
    const properties = {
      assignedClientIdentifier: 'auto-1',
      sessionExpiryInterval: 10,
      receiveMaximum: 20,
      maximumQoS: 1,
      serverKeepAlive: 30,
    };
    const bytes = mqttBytes({ cmd: 'connack', reasonCode: 0, sessionPresent: false, properties }, 5);
    assert.deepEqual(readConnack(bytes, 5).fields, {
      sessionPresent: false,
      reason: 0,
      assignedClientId: 'auto-1',
      sessionExpiryInterval: 10,
      receiveMaximum: 20,
      maximumQos: 1,
      serverKeepAlive: 30,
    });
  });

  it('reads a refusal without properties, as a broker of an older version sends it', () => {
    assert.equal(readConnack(hex('20 02 00 01'), 5).fields?.reason, 1);
  });

  it('finds a cut one truncated', () => {
    assert.deepEqual(readConnack(hex('20 01 00'), 4).fault, { code: 'packet.truncated', args: { type: 'CONNACK' } });
    assert.equal(readConnack(hex('20 03 00 00 05'), 5).fault?.code, 'packet.truncated');
  });
});

describe('disconnectExpiry', () => {
  it('reads the interval that a DISCONNECT sets', () => {
    const properties = { sessionExpiryInterval: 0 };
    assert.equal(disconnectExpiry(mqttBytes({ cmd: 'disconnect', reasonCode: 0, properties }, 5), 5), 0);
  });

  it('is null where there is none', () => {
    assert.equal(disconnectExpiry(hex('e0 00'), 5), null);
    assert.equal(disconnectExpiry(hex('e0 01 00'), 5), null);
    assert.equal(disconnectExpiry(hex('e0 00'), 4), null);
  });
});
