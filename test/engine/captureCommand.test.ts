import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { openCapture } from '../../src/engine/capture/openCapture';
import type { OutputRecord } from '../../src/engine/commandLine/records';
import { QoScopeError } from '../../src/shared/sentences';
import { recordedBytes, recordedFile, withFile } from '../support/captures';

/** As it is shipped; `npm test` builds it first. */
const CLI = path.resolve('dist/cli.js');
const RECORDED = recordedFile('local-mosquitto-clients.pcapng');
const CUTS = recordedFile('local-cuts.pcapng');
const OPTIONS = { trace: 2, maximumBytes: 16 * 1024 * 1024, ports: [] };

const call = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'trace', ...words], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

function records(...words: string[]): OutputRecord[] {
  const { stdout, status, stderr } = call(...words, '--json');
  assert.deepEqual([status, stderr], [0, '']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OutputRecord);
}

describe('qoscope trace', () => {
  it('prints the deliveries of a capture, oldest first', () => {
    const deliveries = records(RECORDED, '--deliveries').filter((record) => record.kind === 'delivery');
    assert.deepEqual(Object.keys(deliveries[0]!).slice(0, 12), [
      ...['kind', 'n', 'client', 'broker', 'to', 'topic', 'qos', 'packetId', 'state', 'packets', 'sends', 'ms'],
    ]);
    assert.ok(deliveries.every(({ state }) => state === 'complete'));
    assert.deepEqual(
      deliveries.map(({ n }) => n),
      deliveries.map((_, i) => i + 1),
    );
    const published = deliveries.find(({ client }) => client === 'pub2-v5');
    assert.deepEqual([published?.to, published?.qos, published?.topic], ['broker', 2, 'lab/q2']);
    assert.equal(published?.packets.length, 4);
    // In turn from three publishers, and one retained at QoS 1: last in the first half, there from before in the second.
    const levelsOf = { v311: [0, 1, 2, 1], v5: [1, 0, 1, 2] };
    for (const [version, levels] of Object.entries(levelsOf)) {
      for (const granted of [0, 1, 2]) {
        const got = deliveries.filter(({ client }) => client === `sub${granted}-${version}`).map(({ qos }) => qos);
        assert.deepEqual(
          got,
          levels.map((qos) => Math.min(qos, granted)),
        );
      }
    }
  });

  it('prints every packet after the wires, with seconds since the first', () => {
    const [wire, ...others] = records(RECORDED, '--packets');
    assert.deepEqual(Object.keys(wire!), ['kind', 'n', 'client', 'broker', 'version']);
    const [packet, second] = others.filter((record) => record.kind === 'packet');
    assert.deepEqual(Object.keys(packet!), [
      ...['kind', 'n', 't', 'wire', 'from', 'type', 'qos', 'dup', 'retain', 'packetId', 'topic', 'length', 'reason'],
      'error',
    ]);
    assert.deepEqual([packet?.n, packet?.t, packet?.type, packet?.from], [1, 0, 'CONNECT', 'client']);
    assert.ok(second !== undefined && second.t > 0 && second.t < 1);
  });

  it('prints sessions, and words without --json', () => {
    const sessions = records(CUTS, '--sessions').filter((record) => record.kind === 'session');
    assert.deepEqual(
      sessions.map(({ client, kept }) => [client, kept]),
      [
        ['away-v311', true],
        ['away-v5', true],
      ],
    );
    const { stdout } = call(RECORDED, '--packets');
    assert.match(stdout, /^wire 1: sub\d-v311 \(MQTT 3\.1\.1\)\n/);
    assert.match(stdout, /\n\d\.\d{6} packet \d+, wire \d+ > PUBLISH, QoS 2, id 1, lab\/q2, \d+ bytes\n/);
  });

  it('prints findings', () => {
    const findings = records(CUTS, '--complete', '--findings').filter((record) => record.kind === 'finding');
    // How many messages a cut made come twice is another number in each recording.
    const others = findings.filter(({ rule }) => rule !== 'duplicateToConsumer');
    assert.deepEqual(
      others.map(({ rule, severity }) => [rule, severity]),
      [['reconnectLoop', 'pitfall']],
    );
  });

  it('says with findings that they do not reach over reconnects, unless the capture is said to be complete', () => {
    assert.match(call(CUTS, '--findings').stderr, /^Connections that resumed a session: 4\./);
    assert.equal(call(CUTS, '--findings', '--complete').stderr, '');
    assert.equal(call(CUTS).stderr, '');
  });

  it('leaves what a filter wants of packets and deliveries', () => {
    const packets = records(RECORDED, '--packets', '--filter', 'mqtt.qos == 2 && mqtt.topic == "lab/q2"');
    const published = packets.filter((record) => record.kind === 'packet');
    assert.ok(published.length > 0);
    assert.ok(published.every(({ type, qos, topic }) => type === 'PUBLISH' && qos === 2 && topic === 'lab/q2'));
    const all = records(RECORDED, '--deliveries').filter((record) => record.kind === 'delivery');
    assert.deepEqual(
      records(RECORDED, '--filter', 'qos.client == "sub1-v5" && qos.effective > 0'),
      all.filter(({ client, to, qos }) => client === 'sub1-v5' && to === 'client' && qos > 0),
    );
  });

  it('leaves the findings about what a filter wants', () => {
    const findings = records(CUTS, '--complete', '--findings').filter((record) => record.kind === 'finding');
    const packet = findings[0]?.packet;
    assert.ok(packet !== undefined);
    const those = findings.filter((finding) => finding.packet === packet);
    const others = findings.filter((finding) => finding.packet !== packet);
    assert.deepEqual(records(CUTS, '--complete', '--findings', '--filter', `frame.number == ${packet}`), those);
    assert.deepEqual(records(CUTS, '--complete', '--findings', '--filter', `!(frame.number == ${packet})`), others);
  });

  it('ends with status 2 and a caret below the mistake in a filter', () => {
    const { status, stdout, stderr } = call(RECORDED, '--filter', 'mqtt.qos == 2 && mqtt.topc');
    assert.deepEqual([status, stdout], [2, '']);
    const [sentence, expression, caret] = stderr.split('\n');
    assert.equal(sentence, 'Column 18: there is no field "mqtt.topc". Is mqtt.topic meant?');
    assert.deepEqual([expression, caret], ['  mqtt.qos == 2 && mqtt.topc', `  ${' '.repeat(17)}^`]);
  });

  it('decrypts TLS with a key log', () => {
    const encrypted = recordedFile('mosquitto-tls.pcapng');
    assert.equal(records(encrypted, '--key-log', encrypted.replace('.pcapng', '.keys')).length, 40);
    const { status, stderr } = call(encrypted, '--key-log', 'none.keys');
    assert.equal(status, 1);
    assert.match(stderr, /^The TLS key log none\.keys could not be read/);
  });

  it('ends with status 1 after what could be read of a file that is cut off', async () => {
    const bytes = recordedBytes(path.basename(RECORDED));
    await withFile('cut.pcapng', [bytes.subarray(0, bytes.length / 2)], (file) => {
      const { status, stdout, stderr } = call(file, '--json');
      assert.equal(status, 1);
      assert.match(stdout, /"kind":"delivery"/);
      assert.match(stderr, /^The capture ends too early, at byte \d+/);
      return Promise.resolve();
    });
  });

  it('ends with status 1 and the reason where there is nothing to read', () => {
    for (const [file, reason] of [
      ['there-is-none.pcap', /there-is-none\.pcap could not be read/],
      ['package.json', /is no capture/],
      ['test', /could not be read/],
    ] as const) {
      const { status, stdout, stderr } = call(file);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, reason);
    }
  });

  it('ends with status 2 where its words are wrong', () => {
    for (const words of [[], ['a', 'b'], ['a', '--port', '0'], ['a', '--filter', 'x'], ['a', '--findigs']]) {
      const { status, stdout, stderr } = call(...words);
      assert.deepEqual([status, stdout], [2, ''], words.join(' '));
      assert.notEqual(stderr, '');
    }
  });
});

describe('openCapture', () => {
  it('gives what stands before a fault, and says where that is', async () => {
    const bytes = Buffer.from(recordedBytes(path.basename(RECORDED)));
    const damaged = Buffer.concat([bytes, Buffer.alloc(64, 0xff)]);
    const whole = await withFile('a', [bytes], (file) => openCapture(file, OPTIONS));
    const { trace, problem } = await withFile('b', [damaged], (file) => openCapture(file, OPTIONS));
    assert.deepEqual(problem, { code: 'capture.badLength', args: { offset: bytes.length, length: 0xffff_ffff } });
    assert.equal(trace.counts().packets, whole.trace.counts().packets);
    assert.equal(whole.problem, null);
  });

  it('rejects with the name of a file that cannot be opened', async () => {
    await assert.rejects(
      openCapture('none.pcap', OPTIONS),
      (error) =>
        error instanceof QoScopeError && error.code === 'capture.cannotOpen' && error.args.file === 'none.pcap',
    );
  });
});
