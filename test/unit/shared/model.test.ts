import assert from 'node:assert/strict';
import { effectiveQos, isQos, PACKET_TYPES, QOS_LEVELS } from '../../../src/shared/model';

describe('effectiveQos', () => {
  for (const published of QOS_LEVELS) {
    for (const granted of QOS_LEVELS) {
      it(`is ${String(Math.min(published, granted))} for published ${String(published)} and granted ${String(granted)}`, () =>
        assert.equal(effectiveQos(published, granted), Math.min(published, granted)));
    }
  }
});

describe('isQos', () => {
  it('is true of 0, 1 and 2 alone', () => {
    const values = [-1, 0, 1, 2, 3, 1.5, '1', null, undefined, NaN];
    assert.deepEqual(values.filter(isQos), [0, 1, 2]);
  });
});

describe('PACKET_TYPES', () => {
  it('stand at their type numbers', () => {
    assert.deepEqual(
      [PACKET_TYPES.indexOf('CONNECT'), PACKET_TYPES.indexOf('PUBLISH'), PACKET_TYPES.indexOf('AUTH')],
      [1, 3, 15],
    );
    assert.equal(PACKET_TYPES.length, 16);
  });
});
