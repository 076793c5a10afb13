/** Commands of the trace and of single deliveries. */

import { commands, env, l10n } from 'vscode';

import { LIVE_TRACE } from '../../shared/engineApi';
import { pickOne } from '../ask';
import { ensureConnection } from '../connections/ensureConnection';
import { routeOf, stateOf, storyOf } from '../deliveryWords';
import type { Host } from '../host';
import { openMessage } from '../messages/messageDocuments';
import { publishMessages } from '../publish/publishMessages';
import { DeliveryRow } from '../views/handshakeItems';
import type { CommandMap } from './ids';
import { scripted } from './scripted';

/** How many of the latest deliveries the palette offers. */
const OFFERED = 50;

/** Those on a delivery take its row, its number, { delivery }, or let the person pick a recent one. */
export function traceCommands(host: Host) {
  const onDelivery =
    (title: string, act: (delivery: number) => unknown) =>
    async (argument: unknown): Promise<unknown> => {
      const delivery = await deliveryOf(host, argument, title);
      return delivery === undefined ? undefined : act(delivery);
    };
  return {
    'qoscope.trace.clear': () => clear(host),
    'qoscope.trace.pause': () => host.engine.request('trace.pause', { trace: LIVE_TRACE, paused: true }),
    'qoscope.trace.resume': () => host.engine.request('trace.pause', { trace: LIVE_TRACE, paused: false }),
    'qoscope.handshakes.showNew': () => showNew(host),
    'qoscope.handshakes.older': () => host.handshakes.showOlder(),
    'qoscope.openMessage': onDelivery(l10n.t('Open Message'), (delivery) => openMessage(delivery, 'text')),
    'qoscope.openMessageHex': onDelivery(l10n.t('Open Message as Hex'), (delivery) => openMessage(delivery, 'hex')),
    'qoscope.reveal': onDelivery(l10n.t('Show Handshake in QoS Page'), (delivery) => host.pages.reveal(delivery)),
    'qoscope.copyTopic': onDelivery(l10n.t('Copy Topic of Handshake'), (delivery) => copyTopic(host, delivery)),
    'qoscope.copyHandshake': onDelivery(l10n.t('Copy Handshake'), (delivery) => copyHandshake(host, delivery)),
    'qoscope.publishAgain': onDelivery(l10n.t('Publish Message Again'), (delivery) => publishAgain(host, delivery)),
  } satisfies Partial<CommandMap>;
}

async function clear(host: Host): Promise<void> {
  await host.engine.request('trace.clear', { trace: LIVE_TRACE });
  host.handshakes.reset();
}

/** VS Code closes rows by a command that it has only while the view is drawn. */
async function showNew({ handshakes }: Host): Promise<void> {
  if (handshakes.visible) await commands.executeCommand('workbench.actions.treeView.qoscope.handshakes.collapseAll');
  await handshakes.showNew();
}

async function deliveryOf(host: Host, argument: unknown, title: string): Promise<number | undefined> {
  if (typeof argument === 'number') return argument;
  if (argument instanceof DeliveryRow) return argument.delivery.n;
  return scripted(argument)?.whole('delivery', Number.MAX_SAFE_INTEGER) ?? (await pickDelivery(host, title));
}

async function pickDelivery(host: Host, title: string): Promise<number | undefined> {
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
  return picked === undefined || picked === 'button' ? undefined : picked.delivery;
}

async function copyTopic(host: Host, delivery: number): Promise<void> {
  const detail = await host.engine.request('trace.delivery', { trace: LIVE_TRACE, delivery });
  await env.clipboard.writeText(detail.delivery.topic);
}

async function copyHandshake(host: Host, delivery: number): Promise<void> {
  const detail = await host.engine.request('trace.delivery', { trace: LIVE_TRACE, delivery });
  await env.clipboard.writeText(storyOf(detail, host.engine.counts?.startedAt ?? 0));
}

/** The same topic, payload and RETAIN, at the QoS at which it was published as far as that is known. */
async function publishAgain(host: Host, number: number): Promise<unknown> {
  const { delivery, payload } = await host.engine.request('trace.message', { trace: LIVE_TRACE, delivery: number });
  const connection = await ensureConnection(host, l10n.t('Publish Message Again'));
  if (connection === undefined) return undefined;
  const { topic, retain } = delivery;
  const qos = delivery.publishedQos ?? delivery.qos;
  return publishMessages(host, { connection, topic, qos, retain, payloads: [payload] });
}
