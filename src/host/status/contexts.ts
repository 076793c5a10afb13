/** The context keys that menus and welcome texts ask for. */

import { commands, env } from 'vscode';

import type { Contribution } from '../contribution';
import { reportTo } from '../log';

/** Keeps the keys in line with the engine; each is set only where it changes. */
export const contexts: Contribution = ({ engine, log }, context) => {
  const last = new Map<string, boolean>();
  const set = (key: string, value: boolean): void => {
    if (last.get(key) === value) return;
    last.set(key, value);
    reportTo(log, commands.executeCommand('setContext', `qoscope.${key}`, value));
  };
  const setAll = (): void => {
    set('brokerRunning', engine.broker.running);
    set('hasConnection', engine.connections.length > 0);
    set('tracePaused', engine.counts?.paused ?? false);
    set('engineStopped', engine.problem !== null);
    set('remote', env.remoteName !== undefined);
  };
  setAll();
  context.subscriptions.push(
    engine.onDidChangeBroker(setAll),
    engine.onDidChangeConnections(setAll),
    engine.onDidChangeTrace(setAll),
    engine.onDidChangeProblem(setAll),
  );
};
