import assert from 'node:assert/strict';
import path from 'node:path';

import { readCommand } from '../../../src/engine/commandLine/words';
import { DEFAULT_SWITCHES } from '../../../src/shared/engineApi';
import { QoScopeError } from '../../../src/shared/sentences';

describe('readCommand', () => {
  it('fills in what is not said', () => {
    assert.deepEqual(readCommand(['broker']), {
      kind: 'broker',
      options: { host: '127.0.0.1', port: 1883, maximumPacketSize: 16_777_216 },
      switches: DEFAULT_SWITCHES,
      users: null,
      trace: null,
      json: false,
    });
  });

  it('takes every option in both ways of writing it', () => {
    const expected = {
      kind: 'broker',
      options: { host: '::1', port: 0, maximumPacketSize: 2048 },
      switches: DEFAULT_SWITCHES,
      users: 'users.json',
      trace: 'live.pcapng',
      json: true,
    };
    const apart = [
      'broker',
      '--host',
      '::1',
      '--port',
      '0',
      '--maximum-packet-size',
      '2048',
      '--users',
      'users.json',
      '--trace',
      'live.pcapng',
      '--json',
    ];
    assert.deepEqual(readCommand(apart), expected);
    const together = [
      '--host=::1',
      '--port=0',
      '--maximum-packet-size=2048',
      '--users=users.json',
      '--trace=live.pcapng',
    ];
    assert.deepEqual(readCommand(['broker', ...together, '--json']), expected);
  });

  it('takes a capture with its ports and what to show of it, the deliveries without a word', () => {
    const plain = {
      kind: 'trace',
      file: 'a.pcap',
      ports: [],
      keyLog: null,
      isComplete: false,
      filter: '',
      views: ['deliveries'],
      json: false,
    };
    assert.deepEqual(readCommand(['trace', 'a.pcap']), plain);
    const words = ['trace', '--port', '8080', '--sessions', 'a.pcap', '--port=7', '--packets', '--json'];
    assert.deepEqual(readCommand(words), { ...plain, ports: [8080, 7], views: ['packets', 'sessions'], json: true });
    assert.deepEqual(readCommand(['trace', 'a.pcap', '--complete']), { ...plain, isComplete: true });
    assert.deepEqual(readCommand(['trace', '--help']), { kind: 'help' });
  });

  it('takes the folder of the store as it is from where the call is made', () => {
    const command = readCommand(['broker', '--store', 'kept']);
    assert.ok(command.kind === 'broker');
    assert.deepEqual(command.options.store, { directory: path.resolve('kept'), owner: 'qoscope broker' });
  });

  it('knows --help and --version, with and without a command', () => {
    assert.deepEqual(readCommand(['--help']), { kind: 'help' });
    assert.deepEqual(readCommand(['-h']), { kind: 'help' });
    assert.deepEqual(readCommand(['--version']), { kind: 'version' });
    assert.deepEqual(readCommand(['broker', '--help']), { kind: 'help' });
  });

  const wrong: readonly (readonly [readonly string[], string, string])[] = [
    [[], 'commandLine.noCommand', 'command'],
    [['brocker'], 'commandLine.unknownCommand', 'brocker'],
    [['--json'], 'commandLine.unknownOption', '--json'],
    [['broker', '--tls', '8883'], 'commandLine.unknownOption', '--tls'],
    [['broker', '-x'], 'commandLine.unknownOption', '-x'],
    [['broker', 'now'], 'commandLine.extraWord', 'now'],
    [['trace'], 'commandLine.noFile', 'capture'],
    [['trace', 'a.pcap', 'b.pcap'], 'commandLine.extraWord', 'b.pcap'],
    [['trace', 'a.pcap', '--port', '0'], 'commandLine.badNumber', '0'],
    [['trace', 'a.pcap', '--only', 'x'], 'commandLine.unknownOption', '--only'],
    [['trace', 'a.pcap', '--filter', 'x'], 'filter.unknownField', 'x'],
    [['broker', '--port'], 'commandLine.missingValue', '--port'],
    [['broker', '--port', '--json'], 'commandLine.missingValue', '--port'],
    [['broker', '--host='], 'commandLine.missingValue', '--host'],
    [['broker', '--json=yes'], 'commandLine.needlessValue', 'yes'],
    [['broker', '--port', '65536'], 'commandLine.badNumber', '65536'],
    [['broker', '--port', '1e3'], 'commandLine.badNumber', '1e3'],
    [['broker', '--port=-1'], 'commandLine.badNumber', '-1'],
    [['broker', '--maximum-packet-size', '1023'], 'commandLine.badNumber', '1023'],
  ];
  for (const [words, code, named] of wrong) {
    it(`refuses "${words.join(' ')}" and names ${named}`, () => {
      assert.throws(
        () => readCommand(words),
        (error) => error instanceof QoScopeError && error.code === code && error.message.includes(named),
      );
    });
  }
});
