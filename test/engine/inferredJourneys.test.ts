/** What our broker tells of each journey, held against what is inferred from a capture of the same traffic. */

import assert from 'node:assert/strict';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';

import { exportTrace } from '../../src/engine/capture/export/exportTrace';
import { runTrace } from '../../src/engine/commandLine/traceCommand';
import type { OutputRecord } from '../../src/engine/commandLine/records';
import { readCommand } from '../../src/engine/commandLine/words';
import { everything } from '../../src/engine/trace/selection';
import type { Trace } from '../../src/engine/trace/trace';
import { PAGE_LIMIT } from '../../src/shared/engineApi';
import { QOS_LEVELS, type Delivery } from '../../src/shared/model';
import { importBytes, withFile } from '../support/captures';
import { TracedBroker } from '../support/tracedBroker';

const ended = (deliveries: readonly Delivery[]): boolean =>
  deliveries.every(({ state }) => state !== 'open' && state !== 'queued');

/** Every delivery that was sent to a client, with all that is known of its way: equal for equal journeys. */
function branches(trace: Trace): string[] {
  const found: string[] = [];
  for (let before: number | null = null, more = true; more;) {
    const page = trace.deliveries(before, PAGE_LIMIT);
    for (const { n, to, sends } of page.rows) if (to === 'client' && sends > 0) found.push(branch(trace, n));
    before = page.rows.at(-1)?.n ?? null;
    more = page.more;
  }
  return found.sort();
}

function branch(trace: Trace, n: number): string {
  const { delivery, journey } = trace.delivery(n);
  const { client, topic, qos, publishedQos, grantedQos, filter, via } = delivery;
  const origin = journey?.origin ?? null;
  const from = origin === null ? null : [origin.client, origin.qos, payload(trace, origin.n)];
  return JSON.stringify({
    client,
    topic,
    qos,
    payload: payload(trace, n),
    publishedQos,
    grantedQos,
    filter,
    via,
    from,
  });
}

function payload(trace: Trace, n: number): string {
  return Buffer.from(trace.message(n).payload).toString();
}

describe('journeys inferred from a capture', function () {
  this.timeout(30_000);

  let broker: TracedBroker;
  let clients: MqttClient[];

  beforeEach(async () => {
    clients = [];
    broker = await TracedBroker.start();
  });

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await broker.stop();
  });

  const connect = async (clientId: string, options: IClientOptions = {}): Promise<MqttClient> => {
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { clientId, reconnectPeriod: 0, ...options });
    clients.push(client);
    return client;
  };

  /** Distinguishable messages over every way that a message can take. */
  const traffic = async (version: 4 | 5): Promise<void> => {
    const common = { protocolVersion: version } as const;
    const kept = {
      ...common,
      clean: false,
      ...(version === 5 ? { properties: { sessionExpiryInterval: 60 } } : {}),
    } as const;
    const [p, q] = [await connect('p', common), await connect('q', common)];
    const subscribers = [await connect('s0', common), await connect('s1', common), await connect('s2', kept)];
    for (const [i, s] of subscribers.entries())
      await s.subscribeAsync(['a/#', 'c/+', `own/${i}`][i]!, { qos: QOS_LEVELS[i]! });
    await subscribers[2]!.subscribeAsync({ 'a/b': { qos: 1 }, 'a/+': { qos: 2 } });
    await p.publishAsync('a/kept', 'kept', { qos: 2, retain: true });
    let message = 0;
    const publish = async (topics: readonly string[]): Promise<void> => {
      const all = QOS_LEVELS.flatMap((qos) => topics.map((topic) => [qos, topic] as const));
      const sending = all.map(([qos, topic], i) => (i % 2 === 0 ? p : q).publishAsync(topic, `m${message++}`, { qos }));
      await Promise.all(sending);
    };
    for (let round = 0; round < 10; round++) await publish(['a/b', 'a/c', 'c/d', 'own/2', 'nobody']);
    await broker.until(ended);
    await subscribers[2]!.endAsync();
    await publish(['a/b', 'own/2']);
    const back = await connect('s2', kept);
    const will = { topic: 'a/gone', payload: Buffer.from('gone'), qos: 1, retain: false } as const;
    const gone = await connect('gone', { ...common, will });
    const arrived = new Promise((resolve) => subscribers[0]!.once('message', resolve));
    gone.stream.destroy();
    await arrived;
    const late = await connect('late', common);
    await late.subscribeAsync('a/#', { qos: 1 });
    await publish(['a/b', 'c/d']);
    await broker.until(ended);
    for (const client of [back, late, p, q]) await client.endAsync();
  };

  for (const version of [4, 5] as const) {
    it(`are those that our broker tells, in version ${version}`, async () => {
      await traffic(version);
      const told = branches(broker.trace);
      const { trace } = importBytes(Buffer.concat([...exportTrace(everything(broker.trace))]), undefined, [
        broker.port,
      ]);
      const inferred = branches(trace);
      assert.ok(told.length > 150, `${told.length} branches`);
      for (const via of ['retained', 'queue', 'will'])
        assert.ok(
          told.some((one) => one.includes(`"via":"${via}"`)),
          via,
        );
      assert.deepEqual(inferred, told);
      assert.deepEqual(
        trace.matrix().rows.map(({ observed }) => observed),
        broker.trace.matrix().rows.map(({ observed }) => observed),
      );
      const flows = (of: Trace): string[] =>
        of
          .flows(200)
          .rows.map(({ topic, from, to, filter, count }) => JSON.stringify({ topic, from, to, filter, count }));
      assert.deepEqual(flows(trace).sort(), flows(broker.trace).sort());
    });
  }

  it('are printed by the command line, with the matrix', async () => {
    const p = await connect('p');
    const s = await connect('s');
    await s.subscribeAsync('a', { qos: 1 });
    await p.publishAsync('a', 'x', { qos: 2 });
    await broker.until((deliveries) => deliveries.length === 2 && ended(deliveries));
    const records: OutputRecord[] = [];
    await withFile('j.pcapng', exportTrace(everything(broker.trace)), async (file) => {
      const words = readCommand(['trace', file, '--port', String(broker.port), '--journeys', '--matrix', '--json']);
      assert.equal(words.kind, 'trace');
      await runTrace(words, { print: (record) => records.push(record), note: () => undefined });
    });
    const [journey, ...cells] = records;
    assert.deepEqual(journey, {
      kind: 'journey',
      n: 1,
      inferred: true,
      topic: 'a',
      published: 2,
      origin: { delivery: 1, client: 'p', state: 'complete' },
      branches: [
        { delivery: 2, client: 's', qos: 1, granted: 1, filter: 'a', predicted: 1, via: 'live', state: 'complete' },
      ],
    });
    assert.equal(cells.length, 9);
    const seen = cells.filter((cell) => cell.kind === 'cell' && cell.observed.some((count) => count > 0));
    assert.deepEqual(seen, [
      { kind: 'cell', published: 2, granted: 1, predicted: 1, observed: [0, 1, 0], disagreement: null },
    ]);
  });
});
