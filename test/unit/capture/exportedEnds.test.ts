import assert from 'node:assert/strict';

import { ExportedEnds } from '../../../src/engine/capture/export/exportedEnds';
import type { FrameEnd } from '../../../src/engine/capture/export/tcpFrame';
import { callsOf } from '../../support/calls';

const name = ({ address, port }: FrameEnd): string => `${address.join('.')}:${port}`;

describe('The ends of wires in a file', () => {
  it('differ where more wires than there are ports have one client address', () => {
    const ends = new ExportedEnds();
    const clients = new Set<string>();
    for (let i = 0; i < 140_000; i++) clients.add(name(ends.take('10.0.0.1:50000', '10.0.0.2:1883').client));
    assert.equal(clients.size, 140_000);
    assert.deepEqual([...clients].slice(0, 2), ['10.0.0.1:50000', '10.0.0.1:50001']);
  });

  it('differ where more brokers than an address has ports have one address', () => {
    const ends = new ExportedEnds();
    const brokers = new Set<string>();
    for (let i = 0; i < 70_000; i++) {
      brokers.add(name(ends.take('10.0.0.1:50000', `10.0.0.${i >> 16}:${i & 0xffff || 9}`).broker));
    }
    assert.equal(brokers.size, 69_998); // port 9 stands for 0 as well, of either address
  });

  it('are found without a look at all that are taken', () => {
    const ends = new ExportedEnds();
    const take = (): unknown => ends.take('10.0.0.1:50000', '10.0.0.2:1883');
    for (let i = 0; i < 2000; i++) take();
    const looks = callsOf([[Set.prototype, 'has']], () => {
      for (let i = 0; i < 100; i++) take();
    });
    assert.ok(looks <= 500, `${looks} looks`);
  });

  it('can be taken again', () => {
    const ends = new ExportedEnds();
    const first = ends.take('[2001:db8::5]:50000', '10.0.0.2:1883');
    assert.equal(ends.take('[2001:db8::5]:50000', '10.0.0.2:1883').client.port, 50_001);
    ends.release(first);
    assert.deepEqual(ends.take('[2001:db8::5]:50000', '10.0.0.2:1883'), first);
  });
});
