/** What became of a message that was just published, in one sentence. */

import { l10n } from 'vscode';

import type { DeliveryDetail } from '../../shared/engineApi';
import type { Delivery } from '../../shared/model';
import { clientName, stateOf } from '../deliveryWords';
import { count, span } from '../figures';

/** How many subscribers the sentence names of each kind. */
const NAMED = 3;

/** The sentence, and how it went as a whole. */
export interface Outcome {
  readonly text: string;
  /** The same with every subscriber named. */
  readonly whole: string;
  readonly state: 'complete' | 'waiting' | 'failed';
}

/** The outcome of messages of one command; `startedAt` is the wall clock of the trace's time 0. */
export function outcomeOf(details: readonly DeliveryDetail[], startedAt: number): Outcome {
  const deliveries = details.map(({ delivery }) => delivery);
  const branches = details.flatMap(({ journey }) => journey?.branches ?? []);
  const [only] = deliveries;
  const sentence = (named: number): string =>
    only !== undefined && deliveries.length === 1
      ? [headOf(only, startedAt), ...reachOf(only, branches, startedAt, named)].join(' · ')
      : severalInWords(deliveries, branches, startedAt);
  return { text: sentence(NAMED), whole: sentence(Infinity), state: togetherOf([...deliveries, ...branches]) };
}

function headOf(delivery: Delivery, startedAt: number): string {
  return l10n.t('QoS {0} {1}', delivery.qos, stateOf(delivery, startedAt));
}

/** Whom the local broker has passed it on to; of another broker's subscribers nothing is known here. */
function reachOf(delivery: Delivery, branches: readonly Delivery[], startedAt: number, named: number): string[] {
  if (branches.length === 0) {
    return delivery.broker === 'local' && delivery.state === 'complete' ? [l10n.t('no subscriber')] : [];
  }
  const reached = branches.filter(({ state }) => state === 'complete').map(branchInWords);
  const others = branches
    .filter(({ state }) => state !== 'complete')
    .map((branch) => `${clientName(branch.client)}: ${branchState(branch, startedAt)}`);
  const first = reached.length === 0 ? [] : [l10n.t('reached {0}', firstOf(reached, named).join(', '))];
  return [[...first, ...firstOf(others, named)].join('; ')];
}

function firstOf(names: readonly string[], named: number): readonly string[] {
  if (names.length <= named) return names;
  return [...names.slice(0, named), l10n.t('{0} more', count(names.length - named))];
}

function branchInWords(branch: Delivery): string {
  const { qos, publishedQos } = branch;
  return publishedQos === null || publishedQos === qos
    ? l10n.t('{0} at QoS {1}', clientName(branch.client), qos)
    : l10n.t('{0} at QoS {1} (published {2})', clientName(branch.client), qos, publishedQos);
}

function branchState(branch: Delivery, startedAt: number): string {
  return branch.state === 'queued' ? l10n.t('queued') : stateOf(branch, startedAt);
}

function severalInWords(deliveries: readonly Delivery[], branches: readonly Delivery[], startedAt: number): string {
  const complete = completeOf(deliveries);
  const slowest = Math.max(...complete.map(({ ms }) => ms ?? 0));
  const [total, qos] = [count(deliveries.length), deliveries[0]?.qos ?? 0];
  const sum = l10n.t('{0} of {1} messages at QoS {2} complete', count(complete.length), total, qos);
  const parts = [slowest > 0 ? l10n.t('{0}, the slowest in {1}', sum, span(slowest)) : sum];
  const unfinished = deliveries.find(({ state }) => state !== 'complete');
  if (unfinished !== undefined) parts.push(stateOf(unfinished, startedAt));
  if (branches.length > 0) parts.push(arrivedInWords(branches));
  return parts.join(' · ');
}

function arrivedInWords(branches: readonly Delivery[]): string {
  const arrived = count(completeOf(branches).length);
  const sentence = l10n.t('{0} of {1} deliveries to subscribers complete', arrived, count(branches.length));
  return [sentence, ...othersInWords(branches)].join(', ');
}

/** What became of the rest, each by its name. */
function othersInWords(branches: readonly Delivery[]): string[] {
  const those = (wanted: Delivery['state']): number => branches.filter(({ state }) => state === wanted).length;
  const words: readonly (readonly [number, (n: string) => string])[] = [
    [those('queued'), (n) => l10n.t('{0} queued', n)],
    [those('open'), (n) => l10n.t('{0} in flight', n)],
    [those('refused'), (n) => l10n.t('{0} refused', n)],
    [those('lost'), (n) => l10n.t('{0} lost', n)],
    [those('expired'), (n) => l10n.t('{0} expired', n)],
  ];
  return words.filter(([n]) => n > 0).map(([n, say]) => say(count(n)));
}

function completeOf(deliveries: readonly Delivery[]): readonly Delivery[] {
  return deliveries.filter(({ state }) => state === 'complete');
}

function togetherOf(deliveries: readonly Delivery[]): Outcome['state'] {
  if (deliveries.some(isFailure)) return 'failed';
  return deliveries.some(({ state }) => state === 'open') ? 'waiting' : 'complete';
}

/** A message at QoS 0 that a client who is away misses is what "at most once" promises, not a failure. */
function isFailure({ state, qos, sends }: Delivery): boolean {
  if (state === 'lost' && qos === 0 && sends === 0) return false;
  return state === 'refused' || state === 'lost' || state === 'expired';
}
