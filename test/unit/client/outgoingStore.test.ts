import assert from 'node:assert/strict';
import type { Packet } from 'mqtt-packet';

import { OutgoingStore } from '../../../src/engine/client/outgoingStore';

const publish = (messageId: number): Packet => ({
  cmd: 'publish',
  topic: `t/${messageId}`,
  payload: Buffer.from('x'),
  qos: 2,
  dup: false,
  retain: false,
  messageId,
});

const ignore = (): void => undefined;

async function resent(store: OutgoingStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const item of store.createStream()) {
    const packet = item as Packet;
    const dup = packet.cmd === 'publish' && packet.dup ? ' dup' : '';
    lines.push(`${packet.cmd} ${packet.messageId ?? 0}${dup}`);
  }
  return lines;
}

describe('OutgoingStore', () => {
  it('hands a PUBLISH back with DUP exactly where it was on the wire', async () => {
    const store = new OutgoingStore();
    store.put(publish(1), ignore);
    store.put(publish(2), ignore);
    store.markSent(1);
    assert.deepEqual(await resent(store), ['publish 1 dup', 'publish 2']);
  });

  it('replaces a PUBLISH by its PUBREL', async () => {
    const store = new OutgoingStore();
    store.put(publish(1), ignore);
    store.markSent(1);
    store.put({ cmd: 'pubrel', messageId: 1 }, ignore);
    assert.deepEqual(await resent(store), ['pubrel 1']);
    assert.equal(store.size, 1);
  });

  it('hands PUBRELs back in the order of their PUBRECs and PUBLISHes in their original order', async () => {
    const store = new OutgoingStore();
    for (const id of [5, 3, 9, 1]) store.put(publish(id), ignore);
    store.put({ cmd: 'pubrel', messageId: 9 }, ignore);
    store.put({ cmd: 'pubrel', messageId: 5 }, ignore);
    assert.deepEqual(await resent(store), ['pubrel 9', 'pubrel 5', 'publish 3', 'publish 1']);
  });

  it('forgets what is acknowledged and says what is missing', () => {
    const store = new OutgoingStore();
    store.put(publish(1), ignore);
    store.del({ messageId: 1 }, (error, packet) => {
      assert.equal(error, undefined);
      assert.equal(packet?.cmd, 'publish');
    });
    let missing: Error | undefined;
    store.del({ messageId: 1 }, (error) => (missing = error));
    assert.match(missing?.message ?? '', /missing/);
    assert.equal(store.size, 0);
  });

  it('keeps its packets when a connection closes it, and loses them when the session is lost', async () => {
    const store = new OutgoingStore();
    store.put(publish(1), ignore);
    store.close(ignore);
    assert.equal(store.has(1), true);
    store.clear();
    assert.deepEqual(await resent(store), []);
  });
});
