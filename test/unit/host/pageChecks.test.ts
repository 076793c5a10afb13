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

  it('refuses what is larger than any page has reason to ask', () => {
    const filters = (length: number) => Array.from({ length }, (_, n) => ({ name: `n${n}`, filter: '' }));
    assert.ok(checked('saveFilters', { filters: filters(200) }));
    assert.throws(() => checked('saveFilters', { filters: filters(201) }), /"saveFilters"/);
    assert.throws(() => checked('saveFilters', { filters: [{ name: 'n'.repeat(201), filter: '' }] }), /"saveFilters"/);
    assert.throws(() => checked('exportTrace', { filter: ' '.repeat(10_001) }), /"exportTrace"/);
    assert.throws(() => checked('copy', { text: ' '.repeat(8 * 1024 * 1024 + 1) }), /"copy"/);
    const picture = { name: 'p', format: 'png', content: new Uint8Array(64 * 1024 * 1024 + 1) };
    assert.throws(() => checked('savePicture', picture), /"savePicture"/);
    assert.throws(() => checked('trace.rates', { trace: 1, from: null, to: null, steps: 501 }), /"trace.rates"/);
  });

  it('lets pictures through in the two formats that there are, as bytes alone', () => {
    const picture = { name: 'p', format: 'svg', content: new Uint8Array(3) };
    assert.equal(checked('savePicture', picture), picture);
    assert.throws(() => checked('savePicture', { ...picture, format: 'html' }), /"savePicture"/);
    assert.throws(() => checked('savePicture', { ...picture, content: '<svg/>' }), /"savePicture"/);
  });

  it('knows the kinds of findings', () => {
    const asked = { trace: 1, kind: 'stalled', before: null, limit: 1 };
    assert.equal(checked('trace.findings', asked), asked);
    assert.throws(() => checked('trace.findings', { ...asked, kind: 'toString' }), /"trace.findings"/);
    const about = { ...asked, delivery: 3 };
    assert.equal(checked('trace.findings', about), about);
    assert.throws(() => checked('trace.findings', { ...asked, delivery: '3' }), /"trace.findings"/);
  });

  it('knows the orders that are remembered', () => {
    const memory = { tab: 'matrix', delivery: null, filter: '', order: 'topic', descending: true };
    assert.equal(checked('remember', memory), memory);
    assert.throws(() => checked('remember', { ...memory, order: 'packets' }), /"remember"/);
    assert.throws(() => checked('remember', { ...memory, descending: 1 }), /"remember"/);
  });
});
