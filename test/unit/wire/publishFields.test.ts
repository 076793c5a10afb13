import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newPublishFields, readPublish } from '../../../src/engine/wire/publishFields';
import { hex, mqttBytes } from '../../support/mqttBytes';

const text = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.subarray(start, end)).toString();

describe('readPublish', () => {
  it('finds in every version and at every QoS what mqtt-packet wrote', () => {
    const publishes = fc.record({
      topic: fc.string({ minLength: 1, maxLength: 200 }).filter((topic) => !/[+#\0]/.test(topic)),
      payload: fc.uint8Array({ maxLength: 300 }),
      qos: fc.constantFrom(0, 1, 2),
      dup: fc.boolean(),
      retain: fc.boolean(),
      messageId: fc.integer({ min: 1, max: 65_535 }),
      version: fc.constantFrom(4, 5),
      withProperties: fc.boolean(),
    });
    fc.assert(
      fc.property(publishes, ({ version, withProperties, ...publish }) => {
        const properties = withProperties ? { contentType: 'text/plain', userProperties: { a: '1' } } : {};
        const payload = Buffer.from(publish.payload);
        const bytes = mqttBytes({ cmd: 'publish', ...publish, payload, properties }, version);
        const fields = readPublish(bytes, version);
        assert.equal(fields.fault, null);
        assert.equal(text(bytes, fields.topicStart, fields.topicEnd), publish.topic);
        assert.deepEqual(
          [fields.qos, fields.dup, fields.retain, fields.packetId],
          [publish.qos, publish.dup, publish.retain, publish.qos === 0 ? 0 : publish.messageId],
        );
        assert.deepEqual([...bytes.subarray(fields.payloadStart, fields.payloadEnd)], [...publish.payload]);
        assert.equal(fields.propertiesEnd > fields.propertiesStart, version === 5 && withProperties);
      }),
    );
  });

  it('gives the properties as the bytes they came in', () => {
    const bytes = hex('32 0b 00 01 61 00 07 03 23 00 05 68 69');
    const fields = readPublish(bytes, 5);
    assert.equal(Buffer.from(bytes.subarray(fields.propertiesStart, fields.propertiesEnd)).toString('hex'), '230005');
    assert.equal(text(bytes, fields.payloadStart, fields.payloadEnd), 'hi');
  });

  it('says that QoS 3 cannot be', () => {
    assert.deepEqual(readPublish(hex('36 05 00 01 61 00 01'), 4).fault, { code: 'packet.qos3', args: {} });
  });

  for (const [what, digits, version] of [
    ['without a topic length', '30 01 00', 4],
    ['with a topic longer than itself', '30 03 00 05 61', 4],
    ['without room for its identifier', '32 04 00 01 61 00', 4],
    ['without a property length', '30 03 00 01 61', 5],
    ['with properties longer than itself', '30 04 00 01 61 05', 5],
    ['with a property length that does not end', '30 07 00 01 61 80 80 80 80', 5],
    ['without anything', '30 00', 4],
  ] as const) {
    it(`finds a PUBLISH ${what} truncated`, () => {
      assert.deepEqual(readPublish(hex(digits), version).fault, {
        code: 'packet.truncated',
        args: { type: 'PUBLISH' },
      });
    });
  }

  it('names identifier 0, and gives the topic all the same', () => {
    const bytes = hex('32 05 00 01 61 00 00');
    const fields = readPublish(bytes, 4);
    assert.deepEqual(fields.fault, { code: 'packet.zeroPacketId', args: { type: 'PUBLISH' } });
    assert.equal(text(bytes, fields.topicStart, fields.topicEnd), 'a');
  });

  it('fills the same result again without a trace of the packet before', () => {
    const fields = newPublishFields();
    readPublish(hex('3b 08 00 01 61 00 07 00 68 69'), 5, fields);
    const again = readPublish(hex('30 03 00 01 62'), 4, fields);
    assert.equal(again, fields);
    assert.deepEqual(again, readPublish(hex('30 03 00 01 62'), 4));
  });

  it('never throws, and keeps its offsets within the packet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(4 as const, 5 as const), (bytes, version) => {
        const f = readPublish(bytes, version);
        const order = [0, f.topicStart, f.topicEnd, f.propertiesStart, f.propertiesEnd, f.payloadStart, f.payloadEnd];
        if (f.fault === null && version === 5)
          assert.deepEqual(
            order,
            [...order].sort((a, b) => a - b),
          );
        assert.ok(order.every((offset) => offset <= bytes.length));
      }),
    );
  });
});
