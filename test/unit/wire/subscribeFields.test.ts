import assert from 'node:assert/strict';
import { readSubscribe, readSubscribeAnswer, readUnsubscribe } from '../../../src/engine/wire/subscribeFields';
import { hex, mqttBytes } from '../../support/mqttBytes';

describe('readSubscribe', () => {
  it('reads filters with their QoS in their order', () => {
    const subscriptions = [
      { topic: 'a/#', qos: 2 },
      { topic: 'b/+', qos: 0 },
    ] as const;
    const { fields } = readSubscribe(
      mqttBytes({ cmd: 'subscribe', messageId: 7, subscriptions: [...subscriptions] }),
      4,
    );
    assert.deepEqual(fields, {
      packetId: 7,
      requests: [
        { filter: 'a/#', qos: 2 },
        { filter: 'b/+', qos: 0 },
      ],
      subscriptionIdentifier: null,
    });
  });

  it('reads a Subscription Identifier of several bytes, and takes the QoS out of the options of MQTT 5', () => {
    const subscriptions = [{ topic: 'a', qos: 1 as const, nl: true, rap: true, rh: 2 }];
    const properties = { subscriptionIdentifier: 268_435_455 };
    const bytes = mqttBytes({ cmd: 'subscribe', messageId: 1, subscriptions, properties }, 5);
    const { fields } = readSubscribe(bytes, 5);
    assert.equal(fields?.subscriptionIdentifier, 268_435_455);
    assert.deepEqual(fields.requests, [{ filter: 'a', qos: 1 }]);
  });

  it('names QoS 3', () => {
    assert.deepEqual(readSubscribe(hex('82 06 00 01 00 01 61 03'), 4).fault, {
      code: 'packet.malformed',
      args: { type: 'SUBSCRIBE', cause: 'QoS 3' },
    });
  });

  it('finds one without filters, or cut within one, truncated', () => {
    for (const digits of ['82 02 00 01', '82 05 00 01 00 01 61', '82 04 00 01 00 05']) {
      assert.equal(readSubscribe(hex(digits), 4).fault?.code, 'packet.truncated', digits);
    }
  });
});

describe('readUnsubscribe', () => {
  it('reads the filters', () => {
    for (const version of [4, 5] as const) {
      const bytes = mqttBytes({ cmd: 'unsubscribe', messageId: 8, unsubscriptions: ['a', 'b/#'] }, version);
      assert.deepEqual(readUnsubscribe(bytes, version).fields, { packetId: 8, filters: ['a', 'b/#'] });
    }
  });

  it('finds one without filters truncated', () => {
    assert.deepEqual(readUnsubscribe(hex('a2 02 00 01'), 4).fault, {
      code: 'packet.truncated',
      args: { type: 'UNSUBSCRIBE' },
    });
  });
});

describe('readSubscribeAnswer', () => {
  it('reads one reason for each filter', () => {
    const v5 = mqttBytes({ cmd: 'suback', messageId: 7, granted: [2, 0x87], properties: { reasonString: 'no' } }, 5);
    assert.deepEqual(readSubscribeAnswer(v5, 5).fields, { packetId: 7, reasons: [2, 0x87] });
    assert.deepEqual(readSubscribeAnswer(hex('90 04 00 07 01 80'), 4).fields, { packetId: 7, reasons: [1, 0x80] });
  });

  it('reads none from an UNSUBACK before MQTT 5', () => {
    assert.deepEqual(readSubscribeAnswer(hex('b0 02 00 07'), 4).fields, { packetId: 7, reasons: [] });
  });

  it('names what is cut', () => {
    assert.deepEqual(readSubscribeAnswer(hex('90 01 00'), 4).fault?.args, { type: 'SUBACK' });
    assert.deepEqual(readSubscribeAnswer(hex('b0 02 00 07'), 5).fault?.args, { type: 'UNSUBACK' });
  });
});
