/** What the parts of the core share: the broker's state, the moment, and the list of what is to be done. */

import type { Routing } from '../trace/recorder';
import { Alarms } from './alarms';
import type { Connection } from './connection';
import type { CoreOptions } from './coreOptions';
import type { Effect } from './effects';
import { HeldMessages } from './heldMessages';
import { writeAcknowledgement } from './packets/acknowledgements';
import { RetainedMessages } from './retained';
import type { Session } from './session';
import { NOTHING_DURABLE, type DurableChanges } from './store/durableChanges';
import { Subscriptions } from './subscriptions';
import type { SystemState } from './systemTopics';
import { Traffic } from './traffic';

/** What was not delivered, and how often; counted from the start of the broker. */
export interface DropCounts {
  /** QoS 0, because the connection took nothing more or its client was away. */
  qos0: number;
  /** QoS 1 and 2, because the queue of the session was full. */
  queueFull: number;
  /** Any QoS, because the Message Expiry Interval ran out. */
  expired: number;
  /** Any QoS, because a switch, a rule or `$SYS` forbids the topic to its publisher. */
  refused: number;
  /** Any QoS, because the PUBLISH would be larger than the client's Maximum Packet Size. */
  tooLarge: number;
}

/** The state of one broker. */
export class CoreContext {
  readonly connections = new Map<number, Connection>();
  readonly sessions = new Map<string, Session>();
  readonly subscriptions = new Subscriptions();
  readonly alarms = new Alarms();
  readonly held = new HeldMessages();
  readonly retained: RetainedMessages;
  readonly dropped: DropCounts = { qos0: 0, queueFull: 0, expired: 0, refused: 0, tooLarge: 0 };
  /** Clients whose CONNECT was accepted and who are connected. */
  clients = 0;
  /** Sessions whose client lags behind the PUBLISH under way, once for each copy in their queues. */
  lagging: Session[] = [];
  /** The core's clock, in milliseconds, as the call under way gave it. */
  now = 0;
  readonly traffic = new Traffic();
  readonly system: SystemState = { alarm: null, told: new Map() };
  private effects: Effect[] = [];

  constructor(
    public options: CoreOptions,
    /** Told of all that has to outlive the broker. */
    readonly durable: DurableChanges = NOTHING_DURABLE,
  ) {
    this.retained = new RetainedMessages(this.alarms, this.held, durable);
  }

  /** Adds to what the call under way gives back. */
  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  /** What has been added since the last time. */
  takeEffects(): readonly Effect[] {
    const { effects } = this;
    if (effects.length > 0) this.effects = [];
    return effects;
  }

  /** Sends one whole packet. */
  send(connection: Connection, bytes: Uint8Array, routing?: Routing): void {
    this.emit(
      routing === undefined
        ? { kind: 'send', connection: connection.number, bytes }
        : { kind: 'send', connection: connection.number, bytes, routing },
    );
    this.traffic.sent.count(bytes);
    connection.burst += bytes.length;
    if (connection.paused || connection.burst < this.options.burstBytes) return;
    connection.paused = true;
    this.emit({ kind: 'paused', connection: connection.number });
  }

  /** Sends PUBACK, PUBREC, PUBREL or PUBCOMP. */
  acknowledge(connection: Connection, first: number, packetId: number, reasonCode: number): void {
    this.send(connection, writeAcknowledgement(first, packetId, reasonCode, connection.version));
  }
}
