import assert from 'node:assert/strict';
import { completeAddress } from '../../src/host/connections/connect';
import { Memory } from '../../src/host/memory';
import { FakeMemento } from '../support/fakeMemento';

describe('What is remembered', () => {
  it('is a topic for each file, and the topics used last, newest first', async () => {
    const memory = new Memory(new FakeMemento());
    await memory.setTopicOf('file:///a', 'x');
    await memory.setTopicOf('file:///b', 'y');
    await memory.setTopicOf('file:///a', 'z');
    assert.equal(memory.topicOf('file:///a'), 'z');
    assert.equal(memory.topicOf('file:///b'), 'y');
    assert.equal(memory.topicOf('file:///c'), undefined);
    assert.deepEqual(memory.recent('topics'), ['z', 'y', 'x']);
  });

  it('keeps twenty recent ones, each once', async () => {
    const memory = new Memory(new FakeMemento());
    for (let i = 0; i < 30; i++) await memory.use('filters', `f/${i % 25}`);
    const recent = memory.recent('filters');
    assert.equal(recent.length, 20);
    assert.equal(new Set(recent).size, 20);
    assert.equal(recent[0], 'f/4');
  });

  it('is the level that was chosen at last, apart for publishing and subscribing', async () => {
    const memory = new Memory(new FakeMemento());
    assert.equal(memory.qosOf('publish'), 1);
    await memory.setQosOf('publish', 2);
    assert.equal(memory.qosOf('publish'), 2);
    assert.equal(memory.qosOf('subscribe'), 1);
  });
});

describe('The address of a broker', () => {
  it('is completed by scheme and port where they are left out', () => {
    assert.equal(completeAddress('broker.example'), 'mqtt://broker.example:1883');
    assert.equal(completeAddress('broker.example:1884'), 'mqtt://broker.example:1884');
    assert.equal(completeAddress('mqtt://[::1]:1883/'), 'mqtt://[::1]:1883/');
    assert.equal(completeAddress('mqtt://broker.example/'), 'mqtt://broker.example:1883');
  });
});
