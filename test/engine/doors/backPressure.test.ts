/** A client that does not read is held back behind every door as on TCP, and slows nobody. */

import assert from 'node:assert/strict';
import { once } from 'node:events';

import { connectAsync } from 'mqtt';
import { WebSocket } from 'ws';
import type { BrokerStatus } from '../../../src/shared/engineApi';
import { doorUrl, type Transport } from '../../../src/shared/transports';
import { hex } from '../../support/brokerHarness';
import { allDoors } from '../../support/brokerDoors';
import { TestCertificate } from '../../support/certificate';
import { TracedBroker } from '../../support/tracedBroker';

/** CONNECT of "frozen", then SUBSCRIBE to "a" at QoS 0. */
const CONNECT_AND_SUBSCRIBE = hex('1012 0004 4d515454 04 02 0000 0006 66726f7a656e 8206 0001 0001 61 00');

describe('the doors of the local broker, with a client that does not read', () => {
  let certificate: TestCertificate;

  before(async () => {
    certificate = await TestCertificate.make();
  });

  after(() => certificate.remove());

  for (const transport of ['ws', 'wss'] as const) {
    it(`drop and count what is for it over ${transport}, and serve the others`, async () => {
      const traced = await TracedBroker.start({ doors: allDoors(certificate) });
      const ca = certificate.authority;
      const frozen = new WebSocket(urlOf(traced.broker.status(), transport), ['mqtt'], { ca });
      await once(frozen, 'open');
      frozen.send(CONNECT_AND_SUBSCRIBE);
      await once(frozen, 'message');
      frozen.pause();
      const healthy = await connectAsync(urlOf(traced.broker.status(), transport), { ca });
      await healthy.subscribeAsync('a');
      const payload = Buffer.alloc(100_000);
      for (let i = 0; i < 200; i++) {
        const arrived = new Promise<void>((resolve) => healthy.once('message', () => resolve()));
        await healthy.publishAsync('a', payload);
        await arrived;
      }
      const dropped = traced.broker.figures().dropped.qos0;
      assert.ok(dropped > 0 && dropped < 200, `${dropped} dropped`);
      frozen.terminate();
      await healthy.endAsync();
      await traced.stop();
    });
  }
});

function urlOf({ doors }: BrokerStatus, transport: Transport): string {
  return doorUrl(doors.find((door) => door.transport === transport)!);
}
