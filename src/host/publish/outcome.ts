/** What became of a message that was just published, in one sentence. */

import { l10n } from 'vscode';

import type { DeliveryDetail } from '../../shared/engineApi';
import type { Delivery } from '../../shared/model';
import { clientName, stateOf } from '../deliveryWords';
import { count, span } from '../figures';

/** The sentence, and how it went as a whole. */
export interface Outcome {
  readonly text: string;
  readonly state: 'complete' | 'waiting' | 'failed';
}

/** The outcome of messages of one command; `startedAt` is the wall clock of the trace's time 0. */
export function outcomeOf(details: readonly DeliveryDetail[], startedAt: number): Outcome {
  const deliveries = details.map(({ delivery }) => delivery);
  const branches = details.flatMap(({ journey }) => journey?.branches ?? []);
  const [only] = deliveries;
  const text =
    only !== undefined && deliveries.length === 1
      ? [headOf(only, startedAt), ...reachOf(only, branches, startedAt)].join(' · ')
      : severalInWords(deliveries, branches);
  return { text, state: wholeOf([...deliveries, ...branches]) };
}

function headOf(delivery: Delivery, startedAt: number): string {
  return l10n.t('QoS {0} {1}', delivery.qos, stateOf(delivery, startedAt));
}

/** Whom the local broker has passed it on to; of another broker's subscribers nothing is known here. */
function reachOf(delivery: Delivery, branches: readonly Delivery[], startedAt: number): string[] {
  if (branches.length === 0) {
    return delivery.broker === 'local' && delivery.state === 'complete' ? [l10n.t('no subscriber')] : [];
  }
  const reached = branches.filter(({ state }) => state === 'complete').map(branchInWords);
  const others = branches
    .filter(({ state }) => state !== 'complete')
    .map((branch) => `${clientName(branch.client)}: ${branchState(branch, startedAt)}`);
  const first = reached.length === 0 ? [] : [l10n.t('reached {0}', reached.join(', '))];
  return [[...first, ...others].join('; ')];
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

function severalInWords(deliveries: readonly Delivery[], branches: readonly Delivery[]): string {
  const complete = deliveries.filter(({ state }) => state === 'complete');
  const slowest = Math.max(...complete.map(({ ms }) => ms ?? 0));
  const total = l10n.t(
    '{0} of {1} messages at QoS {2} complete',
    ...[complete.length, deliveries.length].map(count),
    deliveries[0]?.qos ?? 0,
  );
  const head = slowest > 0 ? l10n.t('{0}, the slowest in {1}', total, span(slowest)) : total;
  if (branches.length === 0) return head;
  const arrived = branches.filter(({ state }) => state === 'complete').length;
  return `${head} · ${l10n.t('{0} of {1} deliveries to subscribers complete', count(arrived), count(branches.length))}`;
}

function wholeOf(deliveries: readonly Delivery[]): Outcome['state'] {
  if (deliveries.some(({ state }) => state === 'refused' || state === 'lost' || state === 'expired')) return 'failed';
  return deliveries.some(({ state }) => state === 'open') ? 'waiting' : 'complete';
}
