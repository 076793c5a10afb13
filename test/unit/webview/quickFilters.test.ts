import assert from 'node:assert/strict';

import { parseFilter } from '../../../src/shared/filter/parser';
import { FILTERED_COLUMNS, narrowed, quickFilters } from '../../../webview/quickFilters';
import { delivery } from '../../ui/support/fakeTrace';

describe('filters by a cell', () => {
  it('can all be read, whatever the topic and the client id', () => {
    const odd = [
      delivery(1, { topic: 'a "quoted" \\ topic/ü/#nothing', client: 'it\'s "me"', findings: 2 }),
      delivery(2, { topic: '/', client: '', to: 'client', publishedQos: 2, qos: 1, ms: 0.0123 }),
      delivery(3, { topic: '$SYS/x', ms: 123_456.789 }),
    ];
    for (const row of odd) {
      for (const column of FILTERED_COLUMNS) {
        for (const { expression } of quickFilters(column, row)) assert.doesNotThrow(() => parseFilter(expression));
      }
    }
  });

  it('offers of a duration one that the delivery itself passes', () => {
    for (const ms of [0.0199, 1.42, 9.99, 1499, 86_400_000]) {
      const expression = quickFilters('ms', delivery(1, { ms }))[0]?.expression ?? '';
      assert.ok(Number(/>= (\S+)$/.exec(expression)?.[1]) <= ms, `${expression} for ${ms}`);
    }
  });

  it('keeps an "or" together when a condition is added, and adds none twice', () => {
    assert.equal(narrowed('', 'mqtt.qos == 1'), 'mqtt.qos == 1');
    assert.equal(narrowed('qos.sends > 1', 'mqtt.qos == 1'), 'qos.sends > 1 && mqtt.qos == 1');
    assert.equal(narrowed('qos.sends > 1 && mqtt.qos == 1', 'mqtt.qos == 1'), 'qos.sends > 1 && mqtt.qos == 1');
    assert.equal(
      narrowed('mqtt.qos == 0 or qos.sends > 1', '!(mqtt.qos == 1)'),
      '(mqtt.qos == 0 or qos.sends > 1) && !(mqtt.qos == 1)',
    );
  });
});
