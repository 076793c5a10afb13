import assert from 'node:assert/strict';

import type { Finding } from '../../../src/shared/model';
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
  /** Of a thousand findings every fourth is about delivery 7. */
  const all = Array.from({ length: 1000 }, (_, i) => ({ n: i + 1, time: i, delivery: i % 4 === 0 ? 7 : 1 }) as Finding);

  function reading(): { readonly findings: FindingsOf; readonly pages: (number | null)[] } {
    const pages: (number | null)[] = [];
    const pull = ((_name: string, { before, limit }: { before: number | null; limit: number }) => {
      pages.push(before);
      const older = all.filter(({ n }) => before === null || n < before).reverse();
      return Promise.resolve({ rows: older.slice(0, limit), more: older.length > limit });
    }) as unknown as Pull;
    return { findings: new FindingsOf(pull), pages };
  }

  it('are not asked for where there are none', async () => {
    const { findings, pages } = reading();
    assert.deepEqual(await findings.of(1, delivery(7, { findings: 0 })), []);
    assert.equal(pages.length, 0);
  });

  it('are read page by page until all are found, and once', async () => {
    const { findings, pages } = reading();
    const row = delivery(7, { findings: 60, start: 0 });
    const found = await findings.of(1, row);
    assert.ok(found.length >= 60 && found.every((finding) => finding.delivery === 7));
    assert.deepEqual(pages, [null, 801]);
    assert.equal(await findings.of(1, row), found);
    assert.equal(pages.length, 2);
    await findings.of(1, { ...row, findings: 61 });
    assert.equal(pages.length, 4, 'another one has come');
  });

  it('are not looked for before the delivery began', async () => {
    const { findings, pages } = reading();
    await findings.of(1, delivery(7, { findings: 900, start: 700 }));
    assert.deepEqual(pages, [null, 801]);
  });
});
