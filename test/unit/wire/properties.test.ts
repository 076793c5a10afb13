import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findProperty, PROPERTY } from '../../../src/engine/wire/properties';
import { variableByteInteger, variableByteIntegerEnd } from '../../../src/engine/wire/variableByteInteger';
import { hex } from '../../support/mqttBytes';

/** Each kind of property, then a Topic Alias: the value of the alias stands behind all of them. */
const ALL_KINDS = hex(
  '01 01' + // Payload Format Indicator: one byte
    '21 0014' + // Receive Maximum: two
    '02 00000e10' + // Message Expiry Interval: four
    '0b ff7f' + // Subscription Identifier: variable
    '03 0001 61' + // Content Type: a string
    '09 0002 2323' + // Correlation Data: binary
    '26 0001 23 0001 23' + // User Property: two strings
    '23 0007',
);

describe('findProperty', () => {
  it('finds a property behind every kind of value', () => {
    assert.equal(findProperty(ALL_KINDS, 0, ALL_KINDS.length, PROPERTY.topicAlias), ALL_KINDS.length - 2);
  });

  it('finds the first of several', () => {
    const twice = hex('0b 01 0b 02');
    assert.equal(findProperty(twice, 0, 4, PROPERTY.subscriptionIdentifier), 1);
  });

  it('does not look behind the end', () => {
    assert.equal(findProperty(ALL_KINDS, 0, ALL_KINDS.length - 3, PROPERTY.topicAlias), -1);
  });

  for (const [what, digits] of [
    ['an identifier that does not exist', '7e 00 23 0007'],
    ['a value that is cut', '23 00'],
    ['a string longer than what is left', '03 0009 61 23 0007'],
    ['a string without its length', '03 00'],
    ['a pair without its value', '26 0001 61'],
    ['a variable integer that does not end', '0b 80 80 80 80 01'],
  ] as const) {
    it(`stops at ${what}`, () => {
      const bytes = hex(digits);
      assert.equal(findProperty(bytes, 0, bytes.length, PROPERTY.topicAlias), -1);
    });
  }
});

describe('variableByteInteger', () => {
  it('reads what the standard writes (1.5.5)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 268_435_455 }), (value) => {
        const bytes: number[] = [];
        for (let rest = value; bytes.length === 0 || rest > 0; rest = Math.floor(rest / 128)) {
          bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
        }
        const array = Uint8Array.of(0xff, ...bytes, 0xff);
        const end = variableByteIntegerEnd(array, 1, array.length);
        assert.equal(end, 1 + bytes.length);
        assert.equal(variableByteInteger(array, 1, end), value);
      }),
    );
  });

  it('has no end where it is cut or has five bytes', () => {
    assert.equal(variableByteIntegerEnd(hex('80 80'), 0, 2), -1);
    assert.equal(variableByteIntegerEnd(hex('80 80 80 80 01'), 0, 5), -1);
  });
});
