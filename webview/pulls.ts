/** The page's requests for rows, all under one budget. */

import type { RowsWanted } from '../src/shared/engineApi';
import type { FirstRows, PanelRequests } from '../src/shared/panelApi';
import type { HostConnection } from './connection';
import type { PullBudget } from './pullBudget';

/** A request for rows. */
export type PullName = Extract<keyof PanelRequests, `trace.${string}`>;

/** Asks for rows; each request waits for its turn. */
export type Pull = <Name extends PullName>(
  name: Name,
  params: PanelRequests[Name]['params'],
) => Promise<PanelRequests[Name]['result']>;

/** Requests over `connection`, of which at most the budget's number go out in a second. */
export function pullsOver(connection: HostConnection, budget: PullBudget): Pull {
  return async (name, params) => {
    await budget.take();
    return connection.call(name, params);
  };
}

/**
 * The first request for rows is answered by those that were asked with `ready`, where it asks for just these; all others
 * by `pull`.
 */
export function answeredFirst(rows: Promise<FirstRows | null>, pull: Pull): Pull {
  let isFirst = true;
  return async (name, params) => {
    const mayKnow = isFirst && name === 'trace.rows';
    isFirst &&= name !== 'trace.rows';
    const first = mayKnow ? await rows : null;
    if (first === null || !asksFor(first.wanted, params)) return pull(name, params);
    return first.page;
  };
}

function asksFor(known: RowsWanted, wanted: Partial<RowsWanted>): boolean {
  const words = ({ trace, filter, order, descending, at, limit }: Partial<RowsWanted>): string =>
    JSON.stringify([trace, filter, order, descending, at, limit]);
  return words(known) === words(wanted);
}
