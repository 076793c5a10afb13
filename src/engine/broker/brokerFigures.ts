/** The broker's figures for who asks from within the house; `$SYS` tells the same to MQTT clients. */

import type { BrokerFigures } from '../../shared/engineApi';
import type { CoreContext } from './context';

/** As they are now. Takes time that grows with the number of sessions. */
export function brokerFigures(context: CoreContext): BrokerFigures {
  const { options, now, clients, sessions, subscriptions, retained, traffic, dropped } = context;
  let queued = 0;
  for (const { waiting } of sessions.values()) queued += waiting.size;
  return {
    uptime: Math.floor((now - options.startedAt) / 1000),
    clientsConnected: clients,
    clientsDisconnected: sessions.size - clients,
    subscriptions: subscriptions.size,
    retained: retained.size,
    queued,
    messagesReceived: traffic.received.packets,
    messagesSent: traffic.sent.packets,
    messagesDropped: dropped.qos0 + dropped.queueFull + dropped.expired,
    bytesReceived: traffic.received.bytes,
    bytesSent: traffic.sent.bytes,
  };
}
