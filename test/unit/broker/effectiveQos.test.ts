import assert from 'node:assert/strict';

import { QOS_LEVELS, type ProtocolVersion, type Qos } from '../../../src/shared/model';
import { BrokerHarness } from '../../support/brokerHarness';

const VERSIONS: readonly ProtocolVersion[] = [3, 4, 5];
const FILTERS = ['plant/line/temperature', 'plant/+/temperature', 'plant/#', '#'];

describe('effective QoS (5: 3.8.4-8; 3.1.1: 3.8.4-6)', function () {
  this.timeout(20_000);

  for (const publisher of VERSIONS) {
    for (const subscriber of VERSIONS) {
      it(`is the lower of published and granted, level ${publisher} to level ${subscriber}`, () => {
        for (const filter of FILTERS) {
          for (const published of QOS_LEVELS) {
            for (const granted of QOS_LEVELS) {
              assert.equal(observed(publisher, subscriber, filter, published, granted), Math.min(published, granted));
            }
          }
        }
      });
    }
  }

  it('holds for retained messages too', () => {
    for (const published of QOS_LEVELS) {
      for (const granted of QOS_LEVELS) {
        const broker = new BrokerHarness();
        broker.connect('pub').publish('a/b', 'x', published, 1, { retain: true });
        const subscriber = broker.connect('sub');
        subscriber.subscribe('a/+', granted);
        const qos = Math.min(published, granted);
        assert.deepEqual(subscriber.take().slice(1), [`PUBLISH q${qos}${qos > 0 ? ' id1' : ''} retain a/b=x`]);
      }
    }
  });

  it('holds for what waited while the client was away', () => {
    const broker = new BrokerHarness();
    const first = broker.connect('sub', 4, { clean: false });
    first.subscribe('a/#', 1);
    first.vanish();
    broker.connect('pub').publish('a/b', 'x', 2, 1);
    const [, publish] = broker.connecting('sub', 4, { clean: false }).take();
    assert.equal(publish, 'PUBLISH q1 id1 a/b=x');
  });
});

function observed(
  publisher: ProtocolVersion,
  subscriber: ProtocolVersion,
  filter: string,
  published: Qos,
  granted: Qos,
): number {
  const broker = new BrokerHarness();
  const to = broker.connect('sub', subscriber);
  to.subscribe(filter, granted);
  assert.deepEqual(to.take(), [`SUBACK 1 [${granted === 0 ? '0' : `0x0${granted}`}]`]);
  broker.connect('pub', publisher).publish('plant/line/temperature', '21', published, 1);
  const [routing] = to.routings();
  assert.deepEqual([routing?.publishedQos, routing?.grantedQos, routing?.filter], [published, granted, filter]);
  return Number(/^PUBLISH q(\d)/.exec(to.take()[0] ?? '')?.[1]);
}
