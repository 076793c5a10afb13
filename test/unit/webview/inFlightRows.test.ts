import assert from 'node:assert/strict';

import { heldRows } from '../../../webview/grid/heldRows';
import { endedRow, flightRows } from '../../../webview/inFlightRows';
import { delivery, session } from '../../ui/support/fakeTrace';

const open = { state: 'open', missing: 'PUBACK', qos: 1, ms: null } as const;
const toDash = delivery(1, { ...open, client: 'dash', session: 3, to: 'client', start: 5 });
const fromDash = delivery(2, { ...open, client: 'dash', session: 3, to: 'broker', start: 6 });
const again = delivery(3, { ...open, client: 'dash', session: 3, to: 'client', start: 7 });
const dash = session(3, { inFlightToClient: 40, inFlightToBroker: 1 });

describe('the rows of what is in flight', () => {
  it('stand under one heading for each client and direction', () => {
    const rows = flightRows([toDash, fromDash, again], [dash]);
    assert.deepEqual(
      rows.map((row) => (row.kind === 'group' ? `${row.client} to ${row.to}` : row.key)),
      ['dash to client', 1, 3, 'dash to broker', 2],
    );
  });

  it('take the count of the session, which knows more than one page lists', () => {
    const [group] = flightRows([toDash], [dash]);
    assert.equal(group?.kind === 'group' && group.count, 40);
  });

  it('count what is listed where no session is known', () => {
    const [group] = flightRows([toDash, again], []);
    assert.equal(group?.kind === 'group' && group.count, 2);
  });

  it('have keys of their own', () => {
    const keys = flightRows([toDash, fromDash, again], [dash]).map((row) => row.key);
    assert.equal(new Set(keys).size, keys.length);
  });

  it('stay in their places while someone works with them, with the ended ones marked and new ones last', () => {
    const shown = flightRows([toDash, fromDash], [dash]);
    const next = delivery(4, { ...open, client: 'dash', session: 3, to: 'client', start: 9 });
    const held = heldRows(shown, flightRows([fromDash, next], [dash]), endedRow);
    assert.deepEqual(
      held.slice(0, shown.length).map((row) => row.key),
      shown.map((row) => row.key),
    );
    assert.deepEqual(held.at(-1)?.key, 4);
    assert.deepEqual(
      held.flatMap((row) => (row.kind === 'item' ? [[row.key, row.ended]] : [])),
      [
        [1, true],
        [2, false],
        [4, false],
      ],
    );
  });
});
