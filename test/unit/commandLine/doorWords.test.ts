import assert from 'node:assert/strict';
import path from 'node:path';

import { DOOR_HELP, DOOR_OPTIONS } from '../../../src/engine/commandLine/doorWords';
import { sayHere } from '../../../src/engine/commandLine/sayHere';
import { readCommand } from '../../../src/engine/commandLine/words';
import { QoScopeError, SENTENCES, type SentenceCode } from '../../../src/shared/sentences';
import { PORT_SETTINGS, TRANSPORTS, type DoorOptions } from '../../../src/shared/transports';

function doorsOf(...words: string[]): DoorOptions | undefined {
  const command = readCommand(['broker', ...words]);
  assert.ok(command.kind === 'broker');
  return command.options.doors;
}

describe('The doors on the command line', () => {
  it('stay shut unless they are asked for', () => {
    assert.equal(doorsOf(), undefined);
  });

  it('open on the ports that are named, with files found from here', () => {
    const words = ['--tls-port', '8883', '--ws-port=0', '--wss-port', '8884', '--cert', 'c.pem', '--key', '/k.pem'];
    assert.deepEqual(doorsOf(...words, '--origin', 'https://a.example', '--origin', '*'), {
      ports: { tls: 8883, ws: 0, wss: 8884 },
      certificate: { certificate: path.resolve('c.pem'), key: '/k.pem' },
      origins: ['https://a.example', '*'],
    });
    assert.deepEqual(doorsOf('--ws-port', '8080'), {
      ports: { ws: 8080, tls: null, wss: null },
      certificate: null,
      origins: [],
    });
  });

  for (const [words, code] of [
    [['--tls-port', '65536'], 'commandLine.badNumber'],
    [['--ws-port'], 'commandLine.missingValue'],
    [['--cert', 'c.pem'], 'commandLine.needsOther'],
    [['--key', 'k.pem'], 'commandLine.needsOther'],
  ] as const) {
    it(`refuse "${words.join(' ')}"`, () => {
      assert.throws(
        () => doorsOf(...words),
        (error) => error instanceof QoScopeError && error.code === code,
      );
    });
  }

  it('are all in the help', () => {
    for (const option of Object.keys(DOOR_OPTIONS)) assert.ok(DOOR_HELP.includes(`--${option} `), option);
  });
});

describe('sayHere', () => {
  it('names options in place of settings', () => {
    for (const transport of TRANSPORTS) {
      const args = { host: '127.0.0.1', port: 1, setting: PORT_SETTINGS[transport] };
      const option = transport === 'tcp' ? 'port' : `${transport}-port`;
      assert.match(sayHere({ code: 'broker.portTaken', args }), new RegExp(`with --${option}, or stop`));
    }
    const missing = sayHere({ code: 'certificate.missing', args: {} });
    assert.match(missing, /with --cert and --key, or make some with "qoscope cert --out DIR"/);
  });

  it('leaves no setting in what the doors have to say', () => {
    const codes = (Object.keys(SENTENCES) as SentenceCode[]).filter((code) => /^(broker|certificate)\./.test(code));
    const settings = [
      ...Object.values(PORT_SETTINGS),
      'qoscope.localBroker.certificate',
      'qoscope.localBroker.certificateKey',
    ];
    for (const code of codes) {
      for (const setting of settings)
        assert.doesNotMatch(sayHere({ code, args: { setting } }), /qoscope\.localBroker/, code);
    }
  });
});
