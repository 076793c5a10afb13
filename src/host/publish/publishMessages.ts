/** Publishes messages one after the other and follows them to their end. */

import { l10n } from 'vscode';

import { LIVE_TRACE, type DeliveryDetail, type PublishOptions } from '../../shared/engineApi';
import { QoScopeError } from '../../shared/sentences';
import { count } from '../figures';
import type { Host } from '../host';
import { reportTo } from '../log';
import { errorInWords } from '../words';
import { outcomeOf } from './outcome';

/** How long the first sentence waits for the end of the handshakes, in milliseconds. */
const FIRST_WAIT = 2000;

/** How long they are followed after that, in milliseconds. */
const LAST_WAIT = 60_000;

/** Messages that go the same way. */
export type PublishJob = Omit<PublishOptions, 'payload'> & { readonly payloads: readonly Uint8Array[] };

/** What came of a job. */
export interface PublishResult {
  /** Numbers of the deliveries in the live trace, in the order of the messages; those that it does not show are left out. */
  readonly deliveries: readonly number[];
  /** What the status bar says of it. */
  readonly outcome: string;
}

/**
 * Publishes all of a job in order and says the outcome in the status bar: once everything has ended, or after two
 * seconds with what is still missing. Rejects as client.publish does; what was sent before then stays sent.
 */
export async function publishMessages(host: Host, job: PublishJob): Promise<PublishResult> {
  host.outcome.begin(workInWords(job));
  try {
    return await followAll(host, job, await sendAll(host, job));
  } catch (error) {
    host.outcome.fail(errorInWords(error));
    throw error;
  }
}

async function sendAll(host: Host, { payloads, ...options }: PublishJob): Promise<readonly number[]> {
  const deliveries: number[] = [];
  for (const payload of payloads) {
    const { delivery } = await host.engine.request('client.publish', { ...options, payload });
    deliveries.push(delivery);
  }
  return deliveries;
}

async function followAll(host: Host, job: PublishJob, deliveries: readonly number[]): Promise<PublishResult> {
  const details = await settled(host, deliveries, FIRST_WAIT);
  if (details.length === 0) return sayUnseen(host, job);
  const outcome = say(host, details);
  const { token } = host.outcome;
  if (outcome.state === 'waiting') {
    const followed = settled(host, deliveries, LAST_WAIT).then((later) => {
      if (host.outcome.token === token && later.length > 0) say(host, later); // unless something newer stands there by now
    });
    reportTo(host.log, followed);
  }
  return { deliveries: details.map(({ delivery }) => delivery.n), outcome: outcome.text };
}

/** Those that the trace shows, once they have ended or the time is over. */
async function settled(host: Host, deliveries: readonly number[], milliseconds: number): Promise<DeliveryDetail[]> {
  const details = await Promise.all(deliveries.map((delivery) => settledOne(host, delivery, milliseconds)));
  return details.filter((detail) => detail !== null);
}

async function settledOne(host: Host, delivery: number, milliseconds: number): Promise<DeliveryDetail | null> {
  try {
    return await host.engine.request('trace.settled', { trace: LIVE_TRACE, delivery, milliseconds });
  } catch (error) {
    if (error instanceof QoScopeError && error.code === 'trace.deliveryGone') return null; // paused, cleared, or full
    throw error;
  }
}

function say(host: Host, details: readonly DeliveryDetail[]): ReturnType<typeof outcomeOf> {
  const outcome = outcomeOf(details, host.engine.counts?.startedAt ?? 0);
  host.outcome.show(outcome, details[0]?.delivery.n ?? null);
  return outcome;
}

function sayUnseen(host: Host, job: PublishJob): PublishResult {
  const text =
    host.engine.counts?.paused === true
      ? l10n.t('QoS {0} published; the trace is paused and does not show it', job.qos)
      : l10n.t('QoS {0} published; it has left the trace already', job.qos);
  host.outcome.show({ text, whole: text, state: 'complete' }, null);
  return { deliveries: [], outcome: text };
}

function workInWords({ payloads, qos, topic }: PublishJob): string {
  return payloads.length === 1
    ? l10n.t('Publishing to {0} at QoS {1}…', topic, qos)
    : l10n.t('Publishing {0} messages to {1} at QoS {2}…', count(payloads.length), topic, qos);
}
