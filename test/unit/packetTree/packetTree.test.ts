import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PacketField, ProtocolVersion } from '../../../src/shared/model';
import { packetTree } from '../../../src/engine/packetTree/packetTree';
import { hex, mqttBytes } from '../../support/mqttBytes';

describe('the fields of a packet', () => {
  it('names all of a CONNECT of MQTT 5, with its will', () => {
    const connect = mqttBytes(
      {
        cmd: 'connect',
        clientId: 'pump',
        protocolVersion: 5,
        keepalive: 30,
        clean: true,
        properties: { sessionExpiryInterval: 60, receiveMaximum: 10, userProperties: { site: 'north' } },
        will: {
          topic: 'gone',
          payload: Buffer.from('bye'),
          qos: 1,
          retain: true,
          properties: { willDelayInterval: 5 },
        },
        username: 'anna',
        password: Buffer.from('secret'),
      },
      5,
    );
    assert.deepEqual(lines(packetTree(connect, 5)), [
      'Fixed Header [0+2]',
      '  Packet Type and Flags: 00010000 [0+1]',
      '    MQTT Control Packet type: CONNECT (1) [0+1]',
      '    Reserved: 0000 [0+1]',
      '  Remaining Length: 70 [1+1]',
      'Variable Header [2+33]',
      '  Protocol Name: MQTT [2+6]',
      '  Protocol Version: 5 [8+1]',
      '  Connect Flags: 11101110 [9+1]',
      '    User Name Flag: 1 [9+1]',
      '    Password Flag: 1 [9+1]',
      '    Will Retain: 1 [9+1]',
      '    Will QoS: 1 [9+1]',
      '    Will Flag: 1 [9+1]',
      '    Clean Start: 1 [9+1]',
      '    Reserved: 0 [9+1]',
      '  Keep Alive: 30 s [10+2]',
      '  Properties [12+23]',
      '    Property Length: 22 [12+1]',
      '    Session Expiry Interval: 60 s [13+5]',
      '    Receive Maximum: 10 [18+3]',
      '    User Property: site = north [21+14]',
      'Payload [35+37]',
      '  Client Identifier: pump [35+6]',
      '  Will Properties [41+6]',
      '    Property Length: 5 [41+1]',
      '    Will Delay Interval: 5 s [42+5]',
      '  Will Topic: gone [47+6]',
      '  Will Payload: bye [53+5]',
      '  User Name: anna [58+6]',
      '  Password: ••• (6 bytes) [64+8]',
    ]);
  });

  it("calls a CONNECT's fields as 3.1.1 does", () => {
    const fields = lines(packetTree(mqttBytes({ cmd: 'connect', clientId: 'a', clean: false }), 4));
    assert.ok(fields.includes('  Protocol Level: 4 [8+1]'));
    assert.ok(fields.includes('    Clean Session: 0 [9+1]'));
  });

  it('gives CONNACK its code in words', () => {
    const version4 = lines(packetTree(hex('20 02 01 05'), 4));
    assert.ok(version4.includes('    Session Present: 1 [2+1]'));
    assert.ok(version4.includes('  Connect Return code: not authorized (0x05) [3+1]'));
    const version5 = lines(packetTree(hex('20 06 00 87 03 21 00 0a'), 5));
    assert.ok(version5.includes('  Connect Reason Code: not authorized (0x87) [3+1]'));
    assert.ok(version5.includes('    Receive Maximum: 10 [5+3]'));
  });

  it('shows flags, topic, identifier, properties and payload of a PUBLISH', () => {
    assert.deepEqual(lines(packetTree(hex('3d 11 0003612f62 1234 05020000003c 68e282ac'), 5)), [
      'Fixed Header [0+2]',
      '  Packet Type and Flags: 00111101 [0+1]',
      '    MQTT Control Packet type: PUBLISH (3) [0+1]',
      '    DUP flag: 1 [0+1]',
      '    QoS level: 2 [0+1]',
      '    RETAIN: 1 [0+1]',
      '  Remaining Length: 17 [1+1]',
      'Variable Header [2+13]',
      '  Topic Name: a/b [2+5]',
      '  Packet Identifier: 4660 [7+2]',
      '  Properties [9+6]',
      '    Property Length: 5 [9+1]',
      '    Message Expiry Interval: 60 s [10+5]',
      'Payload: h€ [15+4]',
    ]);
  });

  it('shows a payload that is no text in hexadecimal, a long one by its beginning', () => {
    const payload = (bytes: Uint8Array): string | undefined =>
      packetTree(
        mqttBytes({ cmd: 'publish', topic: 't', payload: Buffer.from(bytes), qos: 0, dup: false, retain: false }),
        4,
      ).at(-1)?.value;
    assert.equal(payload(hex('00 ff')), '00 ff');
    assert.equal(payload(Buffer.from('{\n}')), '{\n}');
    assert.equal(payload(Buffer.from('é'.repeat(2000))), `${'é'.repeat(256)}… (4000 bytes)`);
    assert.equal(payload(new Uint8Array(33)), `${'00 '.repeat(32)}… (33 bytes)`);
    assert.equal(payload(new Uint8Array()), '');
  });

  it('names each subscription with its options', () => {
    const fields = lines(packetTree(hex('82 09 0001 02 0b07 0001 23 2e'), 5));
    assert.deepEqual(fields.slice(5), [
      'Variable Header [2+5]',
      '  Packet Identifier: 1 [2+2]',
      '  Properties [4+3]',
      '    Property Length: 2 [4+1]',
      '    Subscription Identifier: 7 [5+2]',
      'Payload [7+4]',
      '  Topic Filter: # [7+3]',
      '  Subscription Options: 00101110 [10+1]',
      '    Reserved: 00 [10+1]',
      '    Retain Handling: 2 [10+1]',
      '    Retain As Published: 1 [10+1]',
      '    No Local: 1 [10+1]',
      '    Maximum QoS: 2 [10+1]',
    ]);
  });

  it('puts every code of an answer into words, as its version means it', () => {
    assert.deepEqual(leaves('90 06 0001 00 01 02 80', 4).slice(-4), [
      'Return Code: granted QoS 0 (0x00)',
      'Return Code: granted QoS 1 (0x01)',
      'Return Code: granted QoS 2 (0x02)',
      'Return Code: failure (0x80)',
    ]);
    assert.deepEqual(leaves('90 05 0001 00 00 97', 5).slice(-2), [
      'Reason Code: granted QoS 0 (0x00)',
      'Reason Code: quota exceeded (0x97)',
    ]);
    assert.deepEqual(leaves('b0 04 0001 00 11', 5).slice(-1), ['Reason Code: no subscription existed (0x11)']);
    assert.deepEqual(leaves('50 03 0007 92', 5).slice(-1), ['PUBREC Reason Code: packet identifier not found (0x92)']);
    assert.deepEqual(leaves('e0 01 00', 5).slice(-1), ['Disconnect Reason Code: normal disconnection (0x00)']);
    assert.deepEqual(leaves('f0 02 18 00', 5).slice(-2), [
      'Authenticate Reason Code: continue authentication (0x18)',
      'Property Length: 0',
    ]);
    assert.deepEqual(leaves('50 01 00', 4).slice(-1), ['Malformed: Packet Identifier: 00']);
    assert.deepEqual(leaves('50 03 0007 63', 5).slice(-1), ['PUBREC Reason Code: 0x63']);
  });

  it('goes on behind properties that cannot be read', () => {
    assert.deepEqual(leaves('30 08 0001 61 03 7f0000 78', 5).slice(-4), [
      'Topic Name: a',
      'Property Length: 3',
      'Malformed: 7f 00 00',
      'Payload: x',
    ]);
  });

  it('says which field is missing, and whether the packet or its record ends too early', () => {
    assert.deepEqual(leaves('20 00', 4).slice(-1), ['Malformed: Connect Acknowledge Flags']);
    assert.deepEqual(leaves('32 04 0005 61 62', 4).slice(-1), ['Malformed: Topic Name: 00 05 61 62']);
    assert.deepEqual(leaves('32 07 0005 61 62', 4).slice(-1), ['Incomplete: Topic Name: 00 05 61 62']);
    assert.deepEqual(leaves('c0 02 01 02', 4).slice(-1), ['Malformed: 01 02']);
    assert.deepEqual(leaves('36 07 0001 61 0001 0203', 4).slice(-1), ['Malformed: QoS level: 00 01 02 03']);
    assert.deepEqual(leaves('30 ff ff ff ff 01', 4).slice(-1), ['Malformed: Remaining Length: ff ff ff ff 01']);
    assert.deepEqual(packetTree(new Uint8Array(), 4), []);
  });

  it('shows the first thousand fields of a packet with more', () => {
    const filters = '0001 61 00'.repeat(600);
    const { children = [] } = packetTree(hex(`82 e212 0001 ${filters}`), 4).at(-1) ?? {};
    assert.equal(children.length, 1001);
    assert.equal(children.at(-1)?.name, 'Not shown');
  });

  it('covers every byte once, whatever the bytes are', () => {
    const version = fc.constantFrom<ProtocolVersion>(3, 4, 5);
    fc.assert(
      fc.property(packetLike, version, (bytes, spoken) => {
        const fields = packetTree(bytes, spoken);
        assert.equal(endOf(fields, 0), bytes.length);
      }),
      { numRuns: 3000 },
    );
  });
});

/** Arbitrary bytes behind a fixed header that is mostly right, so that the fields behind it are reached. */
const packetLike = fc
  .tuple(fc.nat(255), fc.uint8Array({ maxLength: 60 }), fc.nat(2), fc.boolean())
  .map(([first, body, off, isSmall]) => {
    const small = isSmall ? body.map((byte) => byte & 7) : body;
    return Uint8Array.of(first, body.length + off, ...small);
  });

/** Behind the last of fields that must lie side by side from `start` on; the bits of a byte share it. */
function endOf(fields: readonly PacketField[], start: number): number {
  let end = start;
  for (const { offset, length, children } of fields) {
    assert.equal(offset, end);
    end += length;
    const areBits = children.length > 1 && children.every((bit) => bit.offset === offset && bit.length === 1);
    if (children.length > 0 && !areBits) assert.equal(endOf(children, offset), end);
  }
  return end;
}

function leaves(digits: string, version: ProtocolVersion): string[] {
  return lines(packetTree(hex(digits), version))
    .filter((line) => line.includes(':'))
    .map((line) => line.trim().replace(/ \[\d+\+\d+\]$/, ''));
}

function lines(fields: readonly PacketField[], indent = ''): string[] {
  return fields.flatMap(({ name, value, offset, length, children }) => [
    `${indent}${name}${value === '' ? '' : `: ${value}`} [${offset}+${length}]`,
    ...lines(children, `${indent}  `),
  ]);
}
