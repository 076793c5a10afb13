import assert from 'node:assert/strict';

import { ShownRows } from '../../../src/host/views/shownRows';

const [broker, session] = ['broker', 'session'];

describe('ShownRows', () => {
  function shown(): ShownRows<string> {
    const rows = new ShownRows<string>();
    rows.update(
      new Map([
        [undefined, 'broker'],
        [broker, 'on'],
        [session, 'clean'],
      ]),
    );
    return rows;
  }

  it('gives nothing where all look as before', () => {
    const again = new Map([
      [undefined, 'broker'],
      [broker, 'on'],
      [session, 'clean'],
    ]);
    assert.deepEqual(shown().update(again), []);
  });

  it('gives the rows alone that look another, and those that are new', () => {
    const other = new Map([
      [undefined, 'broker'],
      [broker, 'on'],
      [session, 'kept'],
      ['second', 'clean'],
    ]);
    const rows = shown();
    assert.deepEqual(rows.update(other), [session, 'second']);
    assert.deepEqual(rows.update(other), []);
  });

  it('gives the whole tree where its first rows are others, and at the beginning', () => {
    assert.equal(new ShownRows<string>().update(new Map([[undefined, '']])), undefined);
    assert.equal(
      shown().update(
        new Map([
          [undefined, 'broker, connection'],
          [broker, 'off'],
        ]),
      ),
      undefined,
    );
  });
});
