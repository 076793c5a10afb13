import assert from 'node:assert/strict';

import { readCommand } from '../../../src/engine/commandLine/words';
import type { BrokerSwitches } from '../../../src/shared/engineApi';
import { QoScopeError } from '../../../src/shared/sentences';

function switchesOf(words: string): BrokerSwitches {
  const command = readCommand(['broker', ...words.split(' ')]);
  assert.ok(command.kind === 'broker');
  return command.switches;
}

describe('the switches of qoscope broker', () => {
  it('have an option each', () => {
    const numbers =
      '--max-qos 1 --receive-maximum 20 --session-expiry-limit 60 --queue-limit 0 --topic-alias-maximum 0';
    const rest = '--server-keep-alive 60 --overlap each --no-retain --refuse a/#=0x87 --refuse x=y=151';
    assert.deepEqual(switchesOf(`${numbers} ${rest}`), {
      maximumQos: 1,
      receiveMaximum: 20,
      sessionExpiryLimit: 60,
      queueLimit: 0,
      topicAliasMaximum: 0,
      serverKeepAlive: 60,
      overlap: 'each',
      retain: false,
      refusals: [
        { filter: 'a/#', reasonCode: 0x87 },
        { filter: 'x=y', reasonCode: 0x97 },
      ],
    });
  });

  const wrong = [
    ['--max-qos 3', 'commandLine.badNumber', '3'],
    ['--receive-maximum 0', 'commandLine.badNumber', '0'],
    ['--session-expiry-limit 4294967296', 'commandLine.badNumber', '4294967296'],
    ['--queue-limit -1', 'commandLine.missingValue', '--queue-limit'],
    ['--topic-alias-maximum 65536', 'commandLine.badNumber', '65536'],
    ['--server-keep-alive 0', 'commandLine.badNumber', '0'],
    ['--server-keep-alive 1.5', 'commandLine.badNumber', '1.5'],
    ['--overlap both', 'commandLine.badChoice', 'both'],
    ['--no-retain=1', 'commandLine.needlessValue', '1'],
    ['--refuse a', 'commandLine.badRefusal', '"a"'],
    ['--refuse =0x80', 'commandLine.badRefusal', '"=0x80"'],
    ['--refuse a#=0x80', 'commandLine.badRefusal', 'a#'],
    ['--refuse $share/g/a=0x80', 'commandLine.badRefusal', '$share/g/a'],
    ['--refuse a=0x00', 'commandLine.badRefusal', 'a=0x00'],
    ['--refuse a=0x10', 'commandLine.badRefusal', 'a=0x10'],
    ['--refuse a=0x9D', 'commandLine.badRefusal', 'a=0x9D'],
    ['--refuse a=', 'commandLine.badRefusal', 'a='],
  ] as const;
  for (const [words, code, named] of wrong) {
    it(`are refused as "${words}"`, () => {
      assert.throws(
        () => switchesOf(words),
        (error) => error instanceof QoScopeError && error.code === code && error.message.includes(named),
      );
    });
  }
});
