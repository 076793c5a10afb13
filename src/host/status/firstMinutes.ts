/** What ticks the steps of the walkthrough: context keys that are set once the thing itself has happened. */

import { commands } from 'vscode';

import { LIVE_TRACE } from '../../shared/engineApi';
import type { FindingKind } from '../../shared/findingRules';
import type { Contribution } from '../contribution';
import { reportTo } from '../log';

/** What can have happened; the keys are `qoscope.did.` and the name. package.json names them as completion events. */
export type Milestone = 'publish' | 'readHandshake' | 'seeDowngrade' | 'restartUnderSession';

/** Findings that tell of a message that reached a subscriber below the QoS at which it was published. */
const DOWNGRADES: readonly FindingKind[] = ['downgraded', 'exactlyOnceLost'];

/** Watches until each has happened; a fresh install's engine is asked nothing before something was published. */
export const firstMinutes: Contribution = ({ engine, log }, context) => {
  const done = new Set<Milestone>();
  const reach = (milestone: Milestone): void => {
    if (done.has(milestone)) return;
    done.add(milestone);
    reportTo(log, commands.executeCommand('setContext', `qoscope.did.${milestone}`, true));
  };

  const lookForDowngrade = async (): Promise<void> => {
    const { groups } = await engine.request('trace.findings', {
      trace: LIVE_TRACE,
      kind: null,
      before: null,
      limit: 1,
    });
    if (groups.some(({ kind }) => DOWNGRADES.includes(kind))) reach('seeDowngrade');
  };
  const lookForSession = async (): Promise<void> => {
    const { rows } = await engine.request('trace.sessions', { trace: LIVE_TRACE });
    if (rows.some(({ broker, kept, ended }) => broker === 'local' && kept && !ended)) reach('restartUnderSession');
  };

  let pitfalls = 0;
  context.subscriptions.push(
    engine.onDidAnswer((request) => {
      if (request === 'client.publish') reach('publish');
      if (request === 'trace.delivery') reach('readHandshake');
      if (request === 'broker.restart' && !done.has('restartUnderSession')) reportTo(log, lookForSession());
    }),
    engine.onDidChangeTrace(({ findings }) => {
      if (done.has('seeDowngrade') || findings.pitfall === pitfalls) return;
      pitfalls = findings.pitfall;
      if (pitfalls > 0) reportTo(log, lookForDowngrade());
    }),
  );
};
