import assert from 'node:assert/strict';

import { BrokerHarness } from '../../support/brokerHarness';

interface Case {
  readonly what: string;
  readonly bytes: string;
  /** What MQTT 5 is told; null where the packet is sound there. */
  readonly five: string | null;
  /** Whether it is a fault before MQTT 5 too; the bytes are then the same. */
  readonly four: boolean;
}

const CASES: readonly Case[] = [
  { what: 'packet type 0', bytes: '00 00', five: '0x82', four: true },
  { what: 'reserved flags on PINGREQ (2.1.3-1; 2.2.2-2)', bytes: 'c1 00', five: '0x81', four: true },
  { what: 'a PINGREQ with a body', bytes: 'c0 01 00', five: '0x81', four: true },
  { what: 'flags 0000 on SUBSCRIBE (3.8.1-1)', bytes: '80 06 00 01 00 01 61 00', five: '0x81', four: true },
  { what: 'flags 0000 on PUBREL (3.6.1-1)', bytes: '60 02 00 01', five: '0x81', four: true },
  { what: 'flags 0000 on UNSUBSCRIBE (3.10.1-1)', bytes: 'a0 05 00 01 00 01 61', five: '0x81', four: true },
  { what: 'both QoS bits of PUBLISH (3.3.1-4)', bytes: '36 07 00 01 61 00 01 00 78', five: '0x81', four: true },
  { what: 'DUP on QoS 0 (3.3.1-2)', bytes: '38 05 00 01 61 00 78', five: '0x81', four: true },
  { what: 'packet identifier 0 on PUBLISH (2.2.1-3)', bytes: '32 07 00 01 61 00 00 00 78', five: '0x82', four: true },
  { what: 'packet identifier 0 on SUBSCRIBE', bytes: '82 06 00 00 00 01 61 00', five: '0x82', four: true },
  { what: 'packet identifier 0 on PUBACK', bytes: '40 02 00 00', five: '0x82', four: true },
  { what: 'an empty topic (4.7.3-1)', bytes: '30 04 00 00 00 78', five: '0x90', four: true },
  { what: 'a wildcard in a topic (3.3.2-2)', bytes: '30 06 00 02 61 23 00 78', five: '0x90', four: true },
  { what: 'U+0000 in a topic (1.5.4-2)', bytes: '30 06 00 02 61 00 00 78', five: '0x81', four: true },
  { what: 'UTF-8 that is cut (1.5.4-1)', bytes: '30 06 00 02 61 c3 00 78', five: '0x81', four: true },
  { what: 'a surrogate in UTF-8 (1.5.4-1)', bytes: '30 07 00 03 ed a0 80 00 78', five: '0x81', four: true },
  { what: 'an overlong form in UTF-8', bytes: '30 06 00 02 c0 af 00 78', five: '0x81', four: true },
  { what: 'a topic longer than its packet', bytes: '30 04 00 09 61 62', five: '0x81', four: true },
  { what: 'a PUBLISH without its identifier', bytes: '32 04 00 01 61 00', five: '0x81', four: true },
  { what: 'an acknowledgement of one byte', bytes: '40 01 00', five: '0x81', four: true },
  { what: 'SUBSCRIBE without a filter (3.8.3-2)', bytes: '82 03 00 01 00', five: '0x82', four: true },
  { what: 'UNSUBSCRIBE without a filter (3.10.3-2)', bytes: 'a2 03 00 01 00', five: '0x82', four: true },
  { what: 'a CONNACK from a client', bytes: '20 02 00 00', five: '0x82', four: true },
  { what: 'AUTH without a method', bytes: 'f0 00', five: '0x82', four: true },
  { what: 'an acknowledgement of three bytes before MQTT 5', bytes: '40 03 00 01 00', five: null, four: true },
  { what: 'a subscription at QoS 3', bytes: '82 07 00 01 00 00 01 61 03', five: '0x81', four: false },
  { what: 'reserved subscription options (3.8.3-5)', bytes: '82 07 00 01 00 00 01 61 40', five: '0x81', four: false },
  { what: 'Retain Handling 3', bytes: '82 07 00 01 00 00 01 61 30', five: '0x82', four: false },
  { what: 'Subscription Identifier 0', bytes: '82 09 00 01 02 0b 00 00 01 61 00', five: '0x82', four: false },
  {
    what: 'a subscription identifier on PUBLISH (3.3.4-6)',
    bytes: '30 07 00 01 61 02 0b 01 78',
    five: '0x82',
    four: false,
  },
  { what: 'a property given twice', bytes: '30 0a 00 01 61 04 01 00 01 00 78 78', five: '0x82', four: false },
  { what: 'a property that there is not', bytes: '30 06 00 01 61 02 7f 00', five: '0x81', four: false },
  { what: 'a property of another packet', bytes: '30 08 00 01 61 03 21 00 05 78', five: '0x82', four: false },
  { what: 'a Payload Format Indicator of 2', bytes: '30 07 00 01 61 02 01 02 78', five: '0x82', four: false },
  { what: 'properties longer than the packet', bytes: '30 05 00 01 61 09 01', five: '0x81', four: false },
  {
    what: 'a property longer than the properties',
    bytes: '30 09 00 01 61 02 03 00 02 78 78',
    five: '0x81',
    four: false,
  },
  { what: 'a length of properties in five bytes', bytes: '30 08 00 01 61 80 80 80 80 00', five: '0x81', four: false },
];

/** MQTT 3.1, 2.1: DUP belongs to PUBLISH, PUBREL, SUBSCRIBE and UNSUBSCRIBE. */
const REPEATED_IN_3_1 = [
  { type: 'SUBSCRIBE', bytes: '8a 06 00 01 00 01 61 01', answer: 'SUBACK 1 [0x01]' },
  { type: 'UNSUBSCRIBE', bytes: 'aa 05 00 01 00 01 61', answer: 'UNSUBACK 1' },
  { type: 'PUBREL', bytes: '6a 02 00 01', answer: 'PUBCOMP 1' },
] as const;

describe('a malformed packet', () => {
  for (const { what, bytes, five, four } of CASES) {
    it(`${what}: ${five === null ? 'sound' : `DISCONNECT ${five}`} in MQTT 5 (4.13), ${four ? 'the end' : 'another thing'} before`, () => {
      const broker = new BrokerHarness();
      const modern = broker.connect('five', 5);
      modern.rawWrite(bytes);
      assert.deepEqual(modern.take(), five === null ? [] : [`DISCONNECT ${five}`, 'closed']);
      if (!four) return;
      const older = broker.connect('four', 4);
      older.rawWrite(bytes);
      assert.deepEqual(older.take(), ['closed']);
    });
  }

  for (const { type, bytes, answer } of REPEATED_IN_3_1) {
    it(`takes a ${type} with DUP from a client of MQTT 3.1, which sets it when it sends one again, and from no later one`, () => {
      const broker = new BrokerHarness();
      const oldest = broker.connect('three', 3);
      oldest.rawWrite(bytes);
      assert.deepEqual(oldest.take(), [answer]);
      const older = broker.connect('four', 4);
      older.rawWrite(bytes);
      assert.deepEqual(older.take(), ['closed']);
    });
  }

  it('costs others nothing', () => {
    const broker = new BrokerHarness();
    const healthy = broker.connect('healthy');
    healthy.subscribe('a', 0);
    for (const { bytes } of CASES) broker.connect('bad', 5).rawWrite(bytes);
    healthy.take();
    healthy.publish('a', 'x', 0);
    assert.deepEqual(healthy.take(), ['PUBLISH q0 a=x']);
  });
});

describe('a malformed CONNECT', () => {
  const cases: readonly { what: string; bytes: string; answer: readonly string[] }[] = [
    { what: 'reserved flag (3.1.2-3)', bytes: '10 0d 00 04 4d 51 54 54 04 03 00 00 00 01 63', answer: [] },
    {
      what: 'will QoS 3 (3.1.2-14)',
      bytes: '10 13 00 04 4d 51 54 54 04 1e 00 00 00 01 63 00 01 77 00 01 78',
      answer: [],
    },
    { what: 'will QoS without a will (3.1.2-13)', bytes: '10 0d 00 04 4d 51 54 54 04 0a 00 00 00 01 63', answer: [] },
    {
      what: 'will retain without a will (3.1.2-15)',
      bytes: '10 0d 00 04 4d 51 54 54 04 22 00 00 00 01 63',
      answer: [],
    },
    { what: 'a password alone (3.1.2-22)', bytes: '10 10 00 04 4d 51 54 54 04 42 00 00 00 01 63 00 01 70', answer: [] },
    { what: 'bytes behind its end', bytes: '10 0e 00 04 4d 51 54 54 04 02 00 00 00 01 63 00', answer: [] },
    { what: 'a cut end', bytes: '10 0b 00 04 4d 51 54 54 04 02 00 00 00', answer: [] },
    { what: 'U+0000 in the client identifier', bytes: '10 0d 00 04 4d 51 54 54 04 02 00 00 00 01 00', answer: [] },
    {
      what: 'Receive Maximum 0 (3.1.2.11.3)',
      bytes: '10 11 00 04 4d 51 54 54 05 02 00 00 03 21 00 00 00 01 63',
      answer: ['CONNACK 0x82'],
    },
    {
      what: 'Maximum Packet Size 0 (3.1.2.11.4)',
      bytes: '10 13 00 04 4d 51 54 54 05 02 00 00 05 27 00 00 00 00 00 01 63',
      answer: ['CONNACK 0x82'],
    },
    {
      what: 'Session Expiry Interval twice',
      bytes: '10 18 00 04 4d 51 54 54 05 02 00 00 0a 11 00 00 00 01 11 00 00 00 01 00 01 63',
      answer: ['CONNACK 0x82'],
    },
    {
      what: 'a wildcard in the will topic',
      bytes: '10 15 00 04 4d 51 54 54 05 06 00 00 00 00 01 63 00 00 01 23 00 01 78',
      answer: ['CONNACK 0x90'],
    },
  ];
  for (const { what, bytes, answer } of cases) {
    it(`${what}: ${answer[0] ?? 'closed without a word'}`, () => {
      const peer = new BrokerHarness().open();
      peer.version = answer.length > 0 ? 5 : 4;
      peer.rawWrite(bytes);
      assert.deepEqual(peer.take(), [...answer, 'closed']);
    });
  }
});
