import assert from 'node:assert/strict';

import { clientFilter, findingFilter, qosFilter, topicFilter } from '../../../src/host/filters';
import { formatOf } from '../../../src/host/saving/exportFormat';
import { parseFilter } from '../../../src/shared/filter/parser';
import { deliveryNumber } from '../../support/fakeDeliveries';

describe('The filter that a click stands for', () => {
  it('is one that the filter language reads, whatever is in a topic or a client id', () => {
    const delivery = deliveryNumber(1, { topic: 'say "hi" \\ && true', client: '' });
    for (const filterOf of [topicFilter, clientFilter, qosFilter]) {
      const filter = parseFilter(filterOf(delivery));
      assert.equal(filter.kind, 'compare');
    }
    assert.deepEqual(valueOf(topicFilter(delivery)), delivery.topic);
    assert.deepEqual(valueOf(clientFilter(delivery)), '');
  });

  it('finds deliveries by the rule of a finding', () => {
    assert.equal(findingFilter({ rule: '3.3.1-1' }), 'qos.finding == "3.3.1-1"');
  });

  function valueOf(expression: string): unknown {
    const filter = parseFilter(expression);
    return filter.kind === 'compare' && filter.value.kind === 'text' ? filter.value.value : null;
  }
});

describe('The format of a saved trace', () => {
  it('is what the ending of its name says', () => {
    assert.equal(formatOf('/a/trace.pcapng'), 'pcapng');
    assert.equal(formatOf('/a/TRACE.JSONL'), 'jsonl');
    assert.equal(formatOf('/a.csv/trace'), null);
    assert.equal(formatOf('/a/trace.txt'), null);
  });
});
