import assert from 'node:assert/strict';

import { checked } from '../../../src/host/panel/pageChecks';
import { FORWARDED, PAGE_COMMANDS } from '../../../src/shared/panelApi';

describe('checked', () => {
  it('lets well-formed requests of the page through unchanged', () => {
    const asked = { trace: 1, before: null, limit: 200 };
    assert.equal(checked('trace.deliveries', asked), asked);
    assert.equal(checked('ready', null), null);
    for (const command of PAGE_COMMANDS) assert.deepEqual(checked('run', { command }), { command });
  });

  it('refuses commands that the page may not run', () => {
    assert.throws(() => checked('run', { command: 'workbench.action.terminal.sendSequence' }), /"run"/);
    assert.throws(() => checked('run', { command: ['qoscope.publish'] }), /"run"/);
  });

  it('refuses fields that are missing, of another type, or not asked for', () => {
    assert.throws(() => checked('remember', { tab: 'matrix' }), /"remember"/);
    assert.throws(() => checked('remember', { tab: 'elsewhere', delivery: null }), /"remember"/);
    assert.throws(() => checked('openMessage', { delivery: '1' }), /"openMessage"/);
    assert.throws(() => checked('openMessage', { delivery: 1, form: 'hex' }), /"openMessage"/);
    assert.throws(() => checked('openMessage', { delivery: -1 }), /"openMessage"/);
    assert.throws(() => checked('openMessage', { delivery: NaN }), /"openMessage"/);
  });

  it('refuses pages that are larger than the limit', () => {
    assert.throws(() => checked('trace.deliveries', { trace: 1, before: null, limit: 201 }), /"trace.deliveries"/);
    assert.throws(() => checked('trace.inFlight', { trace: 1, limit: 0 }), /"trace.inFlight"/);
  });

  it('refuses what is no object for every request that is passed on', () => {
    for (const name of FORWARDED) {
      for (const wrong of [null, undefined, 7, 'trace', []]) assert.throws(() => checked(name, wrong), TypeError);
    }
  });
});
