import assert from 'node:assert/strict';

import { scripted } from '../../../src/host/commands/scripted';

describe('scripted', () => {
  it('reads the arguments of a call by a script', () => {
    const script = scripted({ qos: 2, topic: 'a/b', retain: true, port: 0 });
    assert.equal(script?.qos(), 2);
    assert.equal(script.text('topic'), 'a/b');
    assert.equal(script.flag('retain'), true);
    assert.equal(script.whole('port', 65_535), 0);
    assert.equal(script.text('connection'), undefined);
  });

  it('takes what VS Code hands to a command for no script', () => {
    for (const argument of [undefined, null, 12, 'a', [], new URL('file:///a'), new Date()]) {
      assert.equal(scripted(argument), null);
    }
  });

  it('refuses arguments of the wrong type, naming them', () => {
    const script = scripted({ qos: 3, topic: 7, retain: 'yes', port: 65_536 });
    assert.throws(() => script?.qos(), /"qos" must be 0, 1 or 2/);
    assert.throws(() => script?.text('topic'), /"topic" must be a text/);
    assert.throws(() => script?.flag('retain'), /"retain" must be true or false/);
    assert.throws(() => script?.whole('port', 65_535), /"port" must be a whole number from 0 to 65535/);
  });
});
