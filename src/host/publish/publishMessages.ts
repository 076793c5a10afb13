/** Publishes messages one after the other and follows them to their end. */

import { l10n } from 'vscode';

import { LIVE_TRACE, type DeliveryDetail, type PublishOptions } from '../../shared/engineApi';
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
  /** Numbers of the deliveries in the live trace, in the order of the messages; none while it is paused. */
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
    const deliveries = await sendAll(host, job);
    if (deliveries.length === 0) return sayPaused(host, job);
    return await followAll(host, deliveries);
  } catch (error) {
    host.outcome.fail(errorInWords(error));
    throw error;
  }
}

async function sendAll(host: Host, { payloads, ...options }: PublishJob): Promise<readonly number[]> {
  const deliveries: number[] = [];
  for (const payload of payloads) {
    const { delivery } = await host.engine.request('client.publish', { ...options, payload });
    if (delivery > 0) deliveries.push(delivery);
  }
  return deliveries;
}

async function followAll(host: Host, deliveries: readonly number[]): Promise<PublishResult> {
  const first = await settled(host, deliveries, FIRST_WAIT);
  const result = say(host, first);
  if (result.state === 'waiting') {
    const token = host.outcome.token;
    const followed = settled(host, deliveries, LAST_WAIT).then((details) => {
      if (host.outcome.token === token) say(host, details); // unless something newer stands there by now
    });
    reportTo(host.log, followed);
  }
  return { deliveries, outcome: result.text };
}

function settled(host: Host, deliveries: readonly number[], milliseconds: number): Promise<DeliveryDetail[]> {
  const one = (delivery: number): Promise<DeliveryDetail> =>
    host.engine.request('trace.settled', { trace: LIVE_TRACE, delivery, milliseconds });
  return Promise.all(deliveries.map(one));
}

function say(host: Host, details: readonly DeliveryDetail[]): ReturnType<typeof outcomeOf> {
  const outcome = outcomeOf(details, host.engine.counts?.startedAt ?? 0);
  host.outcome.show(outcome, details[0]?.delivery.n ?? null);
  return outcome;
}

function sayPaused(host: Host, job: PublishJob): PublishResult {
  const text = l10n.t('QoS {0} published; the trace is paused and does not show it', job.qos);
  host.outcome.show({ text, state: 'complete' }, null);
  return { deliveries: [], outcome: text };
}

function workInWords({ payloads, qos, topic }: PublishJob): string {
  return payloads.length === 1
    ? l10n.t('Publishing to {0} at QoS {1}…', topic, qos)
    : l10n.t('Publishing {0} messages to {1} at QoS {2}…', count(payloads.length), topic, qos);
}
