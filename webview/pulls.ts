/** The page's requests for rows, all under one budget. */

import type { PanelRequests } from '../src/shared/panelApi';
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
