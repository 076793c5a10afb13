/**
 * The broker's figures under `$SYS`, as mosquitto names them. They are made only while a connected client subscribes to
 * some of them: nobody else's trace has a message more for them.
 */

import { filtersOverlap, parseSharedFilter } from '../../shared/topics';
import type { Alarm } from './alarms';
import type { CoreContext } from './context';
import { composeMessage, topicField, type Message } from './message';
import { distribute, sendAsRetained } from './routing';
import type { Session } from './session';
import type { Subscription } from './subscription';

/** Where all of them lie. */
const ROOT = '$SYS/broker';

/** What the broker remembers of them between two rounds. */
export interface SystemState {
  /** Rings the next round; null while nobody listens. */
  alarm: Alarm | null;
  /** What each topic said last. */
  readonly told: Map<string, string>;
}

type Figure = (context: CoreContext) => number | string;

/** A figure for each topic below `$SYS/broker/`. Those of mosquitto that would be averages or guesses here are left out. */
const FIGURES: Readonly<Record<string, Figure>> = {
  version: ({ options }) => `QoScope version ${options.version}`,
  uptime: ({ options, now }) => `${Math.floor((now - options.startedAt) / 1000)} seconds`,
  'clients/connected': ({ clients }) => clients,
  'clients/disconnected': ({ clients, sessions }) => sessions.size - clients,
  'clients/total': ({ sessions }) => sessions.size,
  'messages/received': ({ traffic }) => traffic.received.packets,
  'messages/sent': ({ traffic }) => traffic.sent.packets,
  'bytes/received': ({ traffic }) => traffic.received.bytes,
  'bytes/sent': ({ traffic }) => traffic.sent.bytes,
  'publish/messages/received': ({ traffic }) => traffic.received.publishes,
  'publish/messages/sent': ({ traffic }) => traffic.sent.publishes,
  'publish/messages/dropped': ({ dropped }) => dropped.qos0 + dropped.queueFull,
  'retained messages/count': ({ retained }) => retained.size,
  'subscriptions/count': ({ subscriptions }) => subscriptions.size,
  'store/messages/count': ({ held }) => held.count,
};

/** To be called after a client has subscribed; `wantsRetained` where the subscription asks for what is retained. */
export function greet(context: CoreContext, subscription: Subscription, wantsRetained: boolean): void {
  if (!isSystemFilter(subscription.filter)) return;
  if (wantsRetained) {
    const topics = Object.keys(FIGURES).map((name) => `${ROOT}/${name}`);
    const wanted = topics.filter((topic) => filtersOverlap(subscription.filter, topic));
    const messages = wanted.map((topic) => figureMessage(context, topic, valueOf(context, topic)));
    sendAsRetained(context, subscription, messages);
  }
  wake(context);
}

/** To be called when a client has taken up a session that may have subscribed to them before. */
export function greetAgain(context: CoreContext, session: Session): void {
  for (const filter of session.subscriptions.keys()) {
    if (!isSystemFilter(filter)) continue;
    wake(context);
    return;
  }
}

function isSystemFilter(filter: string): boolean {
  // A shared subscription's filter stands behind its name.
  return (parseSharedFilter(filter)?.filter ?? filter).startsWith('$SYS/') && filtersOverlap(filter, `${ROOT}/#`);
}

/** The next round tells everything anew: who has just come does not know what the others do. */
function wake(context: CoreContext): void {
  const { system } = context;
  system.told.clear();
  system.alarm ??= context.alarms.set(context.now + context.options.systemInterval, () => round(context));
}

/** Tells what has changed, and goes on as long as somebody who is connected listens. */
function round(context: CoreContext): void {
  const { system } = context;
  system.alarm = null;
  let isHeard = false;
  for (const name of Object.keys(FIGURES)) {
    const topic = `${ROOT}/${name}`;
    if (!hasListener(context, topic)) continue;
    isHeard = true;
    const value = valueOf(context, topic);
    if (system.told.get(topic) === value) continue;
    system.told.set(topic, value);
    distribute(context, figureMessage(context, topic, value), 'live');
  }
  if (isHeard) {
    system.alarm = context.alarms.set(context.now + context.options.systemInterval, () => round(context));
  }
}

/** A client that is away is no reason to go on: figures would pile up in its queue. */
function hasListener({ subscriptions }: CoreContext, topic: string): boolean {
  const { single, shared } = subscriptions.receivers(topic);
  return single.some(({ session }) => session.connection !== null) || shared.some((group) => group.hasConnected());
}

function valueOf(context: CoreContext, topic: string): string {
  return String(FIGURES[topic.slice(ROOT.length + 1)]?.(context) ?? '');
}

/** As mosquitto publishes them: retained, at QoS 2, so that each subscription has them at its own. */
function figureMessage(context: CoreContext, topic: string, value: string): Message {
  const head = {
    journey: context.options.tagMessage({ kind: 'system' }),
    topic,
    qos: 2,
    retain: true,
    expiresAt: null,
    publisher: '',
  } as const;
  return composeMessage(head, topicField(topic), new Uint8Array(0), Buffer.from(value, 'utf8'));
}
