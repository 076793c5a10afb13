import assert from 'node:assert/strict';
import { DELIVERY_BYTES, DeliveryColumns } from '../../../src/engine/trace/deliveryColumns';

const BEGINNING = {
  session: 1,
  to: 'client',
  topic: 1,
  qos: 2,
  retain: true,
  payloadLength: 3,
  journey: 1,
  start: 0,
} as const;

describe('The columns of deliveries', () => {
  it('count the sends of one that is sent again and again, beside its state and step', () => {
    const columns = new DeliveryColumns(2);
    for (const row of [0, 1]) columns.begin(row, BEGINNING);
    columns.setState(1, 'open');
    columns.setStep(1, 3);
    for (let sends = 1; sends <= 300; sends++) {
      columns.addSend(1);
      assert.equal(columns.sends(1), sends);
    }
    assert.equal(columns.state(1), 'open');
    assert.equal(columns.step(1), 3);
    assert.equal(columns.sends(0), 0);
    columns.copy(0, columns, 1);
    assert.equal(columns.sends(0), 300);
    columns.begin(1, BEGINNING);
    assert.equal(columns.sends(1), 0);
    assert.equal(columns.state(1), 'queued');
  });

  it('take 48 bytes for each', () => {
    const columns = new DeliveryColumns(1000);
    const bytes = Object.values(columns)
      .filter((value) => ArrayBuffer.isView(value))
      .reduce((sum, { byteLength }) => sum + byteLength, 0);
    assert.equal(bytes, 48 * 1000);
    assert.equal(DELIVERY_BYTES, 48);
  });
});
