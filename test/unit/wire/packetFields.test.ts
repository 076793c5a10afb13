import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PACKET_TYPES } from '../../../src/shared/model';
import {
  NO_REASON,
  packetType,
  plainAcknowledgement,
  readPacketFields,
  TYPE,
} from '../../../src/engine/wire/packetFields';
import { hex, mqttBytes } from '../../support/mqttBytes';

describe('readPacketFields', () => {
  for (const cmd of ['puback', 'pubrec', 'pubrel', 'pubcomp'] as const) {
    it(`reads the identifier of ${cmd.toUpperCase()}, and its reason in MQTT 5`, () => {
      const v4 = readPacketFields(mqttBytes({ cmd, messageId: 4711 }), 4);
      assert.deepEqual(v4, { fault: null, packetId: 4711, reason: NO_REASON });
      const properties = { reasonString: 'no' };
      const v5 = readPacketFields(mqttBytes({ cmd, messageId: 65_535, reasonCode: 0x92, properties }, 5), 5);
      assert.deepEqual(v5, { fault: null, packetId: 65_535, reason: 0x92 });
    });
  }

  it('gives no reason where MQTT 5 leaves it out', () => {
    assert.deepEqual(readPacketFields(hex('40 02 00 07'), 5), { fault: null, packetId: 7, reason: NO_REASON });
  });

  it('reads the code of CONNACK in every version', () => {
    assert.equal(readPacketFields(hex('20 02 00 05'), 4).reason, 5);
    assert.equal(readPacketFields(hex('20 03 00 87 00'), 5).reason, 0x87);
  });

  it('reads the reason of DISCONNECT where there is one', () => {
    assert.equal(readPacketFields(hex('e0 00'), 5).reason, NO_REASON);
    assert.equal(readPacketFields(hex('e0 01 04'), 5).reason, 4);
  });

  it('reads the identifiers of subscribing', () => {
    const subscribe = mqttBytes({ cmd: 'subscribe', messageId: 3, subscriptions: [{ topic: 'a', qos: 1 }] });
    assert.equal(readPacketFields(subscribe, 4).packetId, 3);
    assert.equal(readPacketFields(mqttBytes({ cmd: 'unsuback', messageId: 9, granted: [] }), 4).packetId, 9);
  });

  it('names the reserved type', () => {
    assert.deepEqual(readPacketFields(hex('00 00'), 4).fault, { code: 'packet.reservedType', args: {} });
  });

  it('names flags that the standard reserves', () => {
    const fault = { code: 'packet.badFlags', args: { type: 'PUBREL', flags: '0000' } };
    assert.deepEqual(readPacketFields(hex('60 02 00 01'), 4).fault, fault);
    assert.equal(readPacketFields(hex('c1 00'), 4).fault?.code, 'packet.badFlags');
    assert.equal(readPacketFields(hex('8a 06 00 01 00 01 61 00'), 4).fault?.code, 'packet.badFlags');
  });

  it('lets MQTT 3.1 set DUP on what it sends again', () => {
    assert.equal(readPacketFields(hex('6a 02 00 01'), 3).fault, null);
  });

  it('finds an acknowledgement without its identifier truncated', () => {
    assert.deepEqual(readPacketFields(hex('40 01 00'), 4).fault, {
      code: 'packet.truncated',
      args: { type: 'PUBACK' },
    });
  });

  it('names identifier 0', () => {
    assert.deepEqual(readPacketFields(hex('40 02 00 00'), 4).fault, {
      code: 'packet.zeroPacketId',
      args: { type: 'PUBACK' },
    });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 12 }),
        fc.constantFrom(3 as const, 4 as const, 5 as const),
        (bytes, version) => {
          const { packetId } = readPacketFields(bytes, version);
          assert.ok(packetId >= 0 && packetId <= 65_535);
        },
      ),
    );
  });

  it('numbers the types as the standard does', () => {
    for (const [number, name] of PACKET_TYPES.entries()) {
      assert.equal(TYPE[name], number);
      assert.equal(packetType(number << 4), name);
    }
  });
});

describe('plainAcknowledgement', () => {
  for (const cmd of ['puback', 'pubrec', 'pubrel', 'pubcomp'] as const) {
    it(`gives the identifier of ${cmd.toUpperCase()}, amid others`, () => {
      const bytes = mqttBytes({ cmd, messageId: 4711 });
      const among = Buffer.concat([hex('40'), bytes, hex('40')]);
      assert.equal(plainAcknowledgement(among, 1, 1 + bytes.length), 4711);
    });
  }

  it('leaves all else to readPacketFields: reasons, other flags, other lengths and identifier 0', () => {
    for (const bytes of [
      '40 03 00 01 10',
      '41 02 00 01',
      '60 02 00 01',
      '6a 02 00 01',
      '40 82 00 00 01',
      '40 01 00',
      '40 02 00 00',
    ]) {
      assert.equal(plainAcknowledgement(hex(bytes), 0, hex(bytes).length), 0, bytes);
    }
  });

  it('gives nothing that readPacketFields reads in another way', () => {
    const first = fc.integer({ min: 0x40, max: 0x7f });
    const rest = fc.array(fc.oneof(fc.constantFrom(0, 1, 2), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(first, rest, fc.constantFrom(3 as const, 4 as const, 5 as const), (type, behind, version) => {
        const bytes = Uint8Array.from([type, ...behind]);
        const packetId = plainAcknowledgement(bytes, 0, bytes.length);
        if (packetId === 0) return;
        assert.deepEqual(readPacketFields(bytes, version), { fault: null, packetId, reason: NO_REASON });
      }),
    );
  });
});
