/** Commands on one delivery. */

import { env, l10n, Uri } from 'vscode';

import { LIVE_TRACE } from '../../shared/engineApi';
import { pickOne } from '../ask';
import { ensureConnection } from '../connections/ensureConnection';
import { DeliveryAddress } from '../deliveryAddress';
import { routeOf, stateOf, storyOf } from '../deliveryWords';
import { clientFilter, qosFilter, topicFilter } from '../filters';
import type { Host } from '../host';
import { addressIn, MESSAGE_SCHEME, openMessage } from '../messages/messageDocuments';
import { revealDelivery, showFiltered } from '../panel/reveal';
import { publishMessages } from '../publish/publishMessages';
import { FindingRow } from '../views/findingItems';
import { DeliveryRow } from '../views/handshakeItems';
import type { CommandMap } from './ids';
import { scripted } from './scripted';

/** How many of the latest deliveries the palette offers. */
const OFFERED = 50;

/**
 * They take a row of a view, the address of a message's document, a number, or { delivery, trace }, and let the person
 * pick a recent one of the live trace where they are given none.
 */
export function deliveryCommands(host: Host) {
  const onDelivery =
    (title: string, act: (address: DeliveryAddress) => unknown) =>
    async (argument: unknown): Promise<unknown> => {
      const address = addressOf(argument) ?? (await pickDelivery(host, title));
      return address === undefined ? undefined : act(address);
    };
  const filterBy = (title: string, filterOf: typeof topicFilter) =>
    onDelivery(title, async (address) => {
      const { delivery } = await host.engine.request('trace.delivery', address);
      return showFiltered(host, address.trace, filterOf(delivery));
    });
  return {
    'qoscope.openMessage': onDelivery(l10n.t('Open Message'), (address) => openMessage(address, 'text')),
    'qoscope.openMessageHex': onDelivery(l10n.t('Open Message as Hex'), (address) => openMessage(address, 'hex')),
    'qoscope.reveal': onDelivery(l10n.t('Show Handshake in QoS Page'), (address) => revealDelivery(host, address)),
    'qoscope.revealInTree': onDelivery(l10n.t('Show Handshake in Side Panel'), (address) =>
      revealInTree(host, address),
    ),
    'qoscope.copyTopic': onDelivery(l10n.t('Copy Topic of Handshake'), (address) => copyTopic(host, address)),
    'qoscope.copyHandshake': onDelivery(l10n.t('Copy Handshake'), (address) => copyHandshake(host, address)),
    'qoscope.publishAgain': onDelivery(l10n.t('Publish Message Again'), (address) => publishAgain(host, address)),
    'qoscope.filterByTopic': filterBy(l10n.t('Show Deliveries of This Topic'), topicFilter),
    'qoscope.filterByClient': filterBy(l10n.t('Show Deliveries of This Client'), clientFilter),
    'qoscope.filterByQos': filterBy(l10n.t('Show Deliveries at This QoS'), qosFilter),
  } satisfies Partial<CommandMap>;
}

function addressOf(argument: unknown): DeliveryAddress | undefined {
  if (argument instanceof DeliveryAddress) return argument;
  if (typeof argument === 'number') return DeliveryAddress.live(argument);
  if (argument instanceof DeliveryRow) return DeliveryAddress.live(argument.delivery.n);
  if (argument instanceof FindingRow) return findingsDelivery(argument);
  if (argument instanceof Uri && argument.scheme === MESSAGE_SCHEME) return addressIn(argument);
  const script = scripted(argument);
  const delivery = script?.whole('delivery', Number.MAX_SAFE_INTEGER);
  if (delivery === undefined) return undefined;
  return new DeliveryAddress(script?.whole('trace', Number.MAX_SAFE_INTEGER) ?? LIVE_TRACE, delivery);
}

function findingsDelivery({ finding }: FindingRow): DeliveryAddress | undefined {
  return finding.delivery === null ? undefined : DeliveryAddress.live(finding.delivery);
}

async function pickDelivery(host: Host, title: string): Promise<DeliveryAddress | undefined> {
  const { rows } = await host.engine.request('trace.deliveries', { trace: LIVE_TRACE, before: null, limit: OFFERED });
  const startedAt = host.engine.counts?.startedAt ?? 0;
  const items = rows.map((delivery) => ({
    label: `QoS ${delivery.qos} ${delivery.topic}`,
    description: routeOf(delivery),
    detail: stateOf(delivery, startedAt),
    delivery: delivery.n,
  }));
  const placeholder = items.length === 0 ? l10n.t('The trace is empty') : l10n.t('Which handshake? Newest first');
  const picked = await pickOne(items, { title, placeholder });
  return picked === undefined || picked === 'button' ? undefined : DeliveryAddress.live(picked.delivery);
}

/** The side panel lists the live trace; a capture's deliveries stand in its editor. */
async function revealInTree(host: Host, address: DeliveryAddress): Promise<void> {
  if (address.trace === LIVE_TRACE) await host.handshakes.reveal(address.delivery);
  else await revealDelivery(host, address);
}

async function copyTopic(host: Host, address: DeliveryAddress): Promise<void> {
  const { delivery } = await host.engine.request('trace.delivery', address);
  await env.clipboard.writeText(delivery.topic);
}

async function copyHandshake(host: Host, address: DeliveryAddress): Promise<void> {
  const detail = await host.engine.request('trace.delivery', address);
  const { startedAt } = await host.engine.request('trace.counts', { trace: address.trace });
  await env.clipboard.writeText(storyOf(detail, startedAt));
}

/** The same topic, payload and RETAIN, at the QoS at which it was published as far as that is known. */
async function publishAgain(host: Host, address: DeliveryAddress): Promise<unknown> {
  const { delivery, payload } = await host.engine.request('trace.message', address);
  const connection = await ensureConnection(host, l10n.t('Publish Message Again'));
  if (connection === undefined) return undefined;
  const { topic, retain } = delivery;
  const qos = delivery.publishedQos ?? delivery.qos;
  return publishMessages(host, { connection, topic, qos, retain, payloads: [payload] });
}
