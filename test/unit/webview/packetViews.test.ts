import assert from 'node:assert/strict';

import type { PanelRequests } from '../../../src/shared/panelApi';
import { FindingsOf } from '../../../webview/packet/findingsOf';
import { MOST_SHOWN, prettyJson, textOf } from '../../../webview/packet/payloadView';
import type { Pull } from '../../../webview/pulls';
import { barLength } from '../../../webview/views/legsBar';
import { delivery } from '../../ui/support/fakeTrace';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a payload', () => {
  it('is text where it is UTF-8, and bytes where it is not', () => {
    assert.equal(textOf(bytes('21.5 °C')), '21.5 °C');
    assert.equal(textOf(Uint8Array.from([0xff, 0xfe, 0x00])), null);
  });

  it('is text also where what is shown of it ends within a character', () => {
    const long = bytes('x'.repeat(MOST_SHOWN - 1) + '€'.repeat(1000));
    assert.equal(textOf(long)?.length, MOST_SHOWN - 1);
  });

  it('is put in order where it is an object or a list of JSON, and only there', () => {
    assert.equal(prettyJson('{"a":[1,2]}'), '{\n  "a": [\n    1,\n    2\n  ]\n}');
    assert.equal(prettyJson('21.5'), null);
    assert.equal(prettyJson('{not json}'), null);
  });
});

describe('the bar of a handshake’s times', () => {
  it('is longer for a longer time, and never leaves its room', () => {
    const lengths = [0.01, 0.5, 1, 10, 1000, 10_000, 1e9].map(barLength);
    assert.deepEqual(
      lengths,
      [...lengths].sort((a, b) => a - b),
    );
    assert.ok((lengths[0] ?? 0) > 0 && lengths.at(-1) === 1);
  });
});

describe('the findings about a delivery', () => {
  type Wanted = PanelRequests['trace.findings']['params'];

  function reading(): { readonly findings: FindingsOf; readonly asked: Wanted[] } {
    const asked: Wanted[] = [];
    const pull = ((_name: string, wanted: Wanted) => {
      asked.push(wanted);
      return Promise.resolve({ rows: [{ n: 9 }, { n: 4 }], more: false });
    }) as unknown as Pull;
    return { findings: new FindingsOf(pull), asked };
  }

  it('are not asked for where there are none', async () => {
    const { findings, asked } = reading();
    assert.deepEqual(await findings.of(1, delivery(7, { findings: 0 })), []);
    assert.equal(asked.length, 0);
  });

  it('are asked for alone and once, and stand oldest first', async () => {
    const { findings, asked } = reading();
    const row = delivery(7, { findings: 2 });
    const found = await findings.of(1, row);
    assert.deepEqual(
      found.map(({ n }) => n),
      [4, 9],
    );
    assert.deepEqual(asked, [{ trace: 1, kind: null, before: null, limit: 200, delivery: 7 }]);
    assert.equal(await findings.of(1, row), found);
    assert.equal(asked.length, 1);
    await findings.of(1, { ...row, findings: 3 });
    assert.equal(asked.length, 2, 'another one has come');
  });
});
