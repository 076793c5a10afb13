import assert from 'node:assert/strict';
import { generate } from 'mqtt-packet';

import { PublishWatch } from '../../../src/engine/client/publishWatch';
import { Trace } from '../../../src/engine/trace/trace';
import type { WireRecorder } from '../../../src/engine/trace/recorder';
import { MovedTimers } from '../../support/movedTimers';

const CONNACK = generate({ cmd: 'connack', returnCode: 0, sessionPresent: false });
const PUBLISH = generate({ cmd: 'publish', topic: 'a', payload: 'x', qos: 0, dup: false, retain: false });

function watched(): { readonly watch: PublishWatch; readonly open: (clientAddress: string) => WireRecorder } {
  const watch = new PublishWatch(new Trace({ trace: 1, maximumBytes: 1_000_000, clock: new MovedTimers() }));
  const open = (clientAddress: string): WireRecorder => {
    const wire = watch.openWire({ broker: 'local', clientAddress, brokerAddress: '127.0.0.1:1883' }, 0);
    wire.packet('client', generate({ cmd: 'connect', clientId: clientAddress }), 0);
    wire.packet('broker', CONNACK, 0);
    return wire;
  };
  return { watch, open };
}

describe('PublishWatch', () => {
  it('tells the k-th PUBLISH of one address its delivery, also between those of others', async () => {
    const { watch, open } = watched();
    const [own, other] = [open('127.0.0.1:5000'), open('127.0.0.1:5001')];
    const second = watch.whenPublished('127.0.0.1:5000', 2);
    const first = watch.whenPublished('127.0.0.1:5000', 1);
    other.packet('client', PUBLISH, 0);
    own.packet('client', PUBLISH, 0);
    other.packet('client', PUBLISH, 0);
    own.packet('client', PUBLISH, 0);
    assert.deepEqual(await Promise.all([first, second]), [2, 4]);
  });

  it('says that a PUBLISH did not come, when its wire closes or has closed', async () => {
    const { watch, open } = watched();
    const wire = open('127.0.0.1:5000');
    const waiting = watch.whenPublished('127.0.0.1:5000', 1);
    wire.close(0);
    assert.equal(await waiting, null);
    assert.equal(await watch.whenPublished('127.0.0.1:5000', 1), null);
  });

  it('keeps a new wire of the same address when the old one closes late', async () => {
    const { watch, open } = watched();
    const old = open('127.0.0.1:5000');
    const wire = open('127.0.0.1:5000');
    const waiting = watch.whenPublished('127.0.0.1:5000', 1);
    old.close(0);
    wire.packet('client', PUBLISH, 0);
    assert.equal(await waiting, 1);
  });
});
