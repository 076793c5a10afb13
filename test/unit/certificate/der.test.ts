import assert from 'node:assert/strict';

import * as der from '../../../src/engine/certificate/der';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('The DER writer', () => {
  it('writes lengths in as few octets as they need', () => {
    assert.equal(hex(der.octetString(new Uint8Array(127))).slice(0, 4), '047f');
    assert.equal(hex(der.octetString(new Uint8Array(128))).slice(0, 6), '048180');
    assert.equal(hex(der.octetString(new Uint8Array(255))).slice(0, 6), '0481ff');
    assert.equal(hex(der.octetString(new Uint8Array(256))).slice(0, 8), '04820100');
    assert.equal(hex(der.octetString(new Uint8Array(65_536))).slice(0, 10), '0483010000');
  });

  it('writes object identifiers', () => {
    assert.equal(hex(der.objectIdentifier('2.5.29.17')), '0603551d11');
    assert.equal(hex(der.objectIdentifier('1.2.840.10045.4.3.2')), '06082a8648ce3d040302');
    assert.equal(hex(der.objectIdentifier('1.2.128.16384')), '06062a8100818000');
  });

  it('writes integers without needless zeros, and never as a negative one', () => {
    assert.equal(hex(der.unsignedInteger(Uint8Array.of(0))), '020100');
    assert.equal(hex(der.unsignedInteger(Uint8Array.of(0, 0, 1))), '020101');
    assert.equal(hex(der.unsignedInteger(Uint8Array.of(0x80))), '02020080');
    assert.equal(hex(der.unsignedInteger(Uint8Array.of())), '020100');
  });

  it('writes times with two digits of the year up to 2049, and with four from then on', () => {
    const text = (date: string): string => Buffer.from(der.time(new Date(date))).toString('latin1');
    assert.equal(text('2049-12-31T23:59:59.999Z'), '\u0017\r491231235959Z');
    assert.equal(text('2050-01-01T00:00:00.000Z'), '\u0018\u000f20500101000000Z');
  });

  it('nests', () => {
    assert.equal(hex(der.sequence(der.booleanTrue(), der.explicit(3, der.utf8String('é')))), '30090101ffa3040c02c3a9');
    assert.equal(hex(der.setOf(der.implicit(2, Uint8Array.of(1)))), '3103820101');
    assert.equal(hex(der.bitString(Uint8Array.of(0xaa))), '030200aa');
  });
});
