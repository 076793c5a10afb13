/**
 * Where host and engine meet: what the host asks, what the engine answers, and the events it sends.
 * What it asks of a trace stands in `traceApi.ts`.
 */

import type { ProtocolVersion, Qos } from './model';
import type { Sentence } from './sentences';
import type { OpenedCapture, TraceCounts, TraceRequests } from './traceApi';
import type { CertificateFiles, DoorOptions, DoorStatus } from './transports';

export * from './traceApi';

/** The settings that the local broker starts with. */
export interface BrokerOptions {
  /** Address to listen on; 127.0.0.1 unless the person says otherwise. */
  readonly host: string;
  /**
   * That everyone who reaches `host` may use the broker is meant so: without users it opens on this machine alone where this
   * is not said.
   */
  readonly openToAll?: boolean;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Largest packet that it accepts, in bytes. */
  readonly maximumPacketSize: number;
  /** Doors beside the one for TCP, on the same `host`; none without it. */
  readonly doors?: DoorOptions;
  /** Sessions, queues, QoS 2 state and retained messages are kept there; in memory alone without it. */
  readonly store?: StoreOptions;
}

/** Where the local broker keeps what has to outlive it. */
export interface StoreOptions {
  /** Absolute path of a folder of its own; made where it is missing. */
  readonly directory: string;
  /** Who opens it, in words for another one who is turned away meanwhile. */
  readonly owner: string;
}

/** "Refuse with reason code X": for whoever subscribes or publishes under a filter. */
export interface BrokerRefusal {
  readonly filter: string;
  /**
   * One of SUBSCRIBE_REFUSALS or PUBLISH_REFUSALS. A code that only one of SUBACK and PUBACK or PUBREC may carry refuses
   * only what that packet answers.
   */
  readonly reasonCode: number;
}

/** What makes the local broker a lesser one than it is, so that a client's behaviour towards such a broker is seen. */
export interface BrokerSwitches {
  /** Highest QoS granted and accepted. */
  readonly maximumQos: Qos;
  /** How many QoS 2 messages of an MQTT 5 client may be unacknowledged, 1 to 65,535. */
  readonly receiveMaximum: number;
  /** Longest Session Expiry Interval in seconds, 0 to 4,294,967,295; null for no limit. */
  readonly sessionExpiryLimit: number | null;
  /** How many topic aliases an MQTT 5 client may use, 0 to 65,535. */
  readonly topicAliasMaximum: number;
  /**
   * Longest Keep Alive of an MQTT 5 client in seconds, 1 to 65,535; null for no limit. One that wants more, or none, gets
   * this.
   */
  readonly serverKeepAlive: number | null;
  /** How many messages may wait for one client. */
  readonly queueLimit: number;
  /** Whether a client gets one copy of a message however many of its subscriptions match, or one for each. */
  readonly overlap: 'one' | 'each';
  /** Whether retained messages are known. */
  readonly retain: boolean;
  readonly refusals: readonly BrokerRefusal[];
}

/** Who may use the local broker, and for what. */
export interface BrokerUser {
  readonly name: string;
  readonly password: string;
  /** Filters of what may be subscribed to and delivered; null for everything. */
  readonly read: readonly string[] | null;
  /** Filters of what may be published to; null for everything but `$SYS`. */
  readonly write: readonly string[] | null;
}

/** What can be changed at the local broker while it runs. */
export interface BrokerConfiguration {
  /** Largest packet that it accepts from clients that connect from now on, in bytes. */
  readonly maximumPacketSize: number;
  readonly switches: BrokerSwitches;
  /** Null where anyone may use it without a name. */
  readonly users: readonly BrokerUser[] | null;
  /** As in BrokerOptions, for a broker that others reach and that loses its users by this. */
  readonly openToAll?: boolean;
}

/** The switches of a broker that knows everything. */
export const DEFAULT_SWITCHES: BrokerSwitches = {
  maximumQos: 2,
  receiveMaximum: 65_535,
  sessionExpiryLimit: null,
  topicAliasMaximum: 1_000,
  serverKeepAlive: null,
  queueLimit: 100_000,
  overlap: 'one',
  retain: true,
  refusals: [],
};

/** The local broker as it is now. */
export interface BrokerStatus {
  readonly running: boolean;
  /** Where it listens for TCP; null while off. `port` is the chosen one where 0 was asked for. */
  readonly address: { readonly host: string; readonly port: number } | null;
  /** Every door that is open, the one for TCP first. */
  readonly doors: readonly DoorStatus[];
  /** Connected clients. */
  readonly clients: number;
}

/** The figures that the local broker publishes under `$SYS`. */
export interface BrokerFigures {
  /** Seconds since it was started. */
  readonly uptime: number;
  readonly clientsConnected: number;
  /** Sessions kept for clients that are away. */
  readonly clientsDisconnected: number;
  readonly subscriptions: number;
  readonly retained: number;
  /** Messages that wait in the queues of all sessions. */
  readonly queued: number;
  /** Control packets of every kind, as `$SYS/broker/messages/received` counts them. */
  readonly messagesReceived: number;
  readonly messagesSent: number;
  /** Messages that no queue had room for, or that expired in one. */
  readonly messagesDropped: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
}

/** What a connection of ours is made with. */
export interface ConnectionOptions {
  /** The connection's name, unique in this window. "local" is the one to the local broker. */
  readonly connection: string;
  /** `mqtt://host:port`; null for the local broker. */
  readonly url: string | null;
  readonly clientId: string;
  readonly version: ProtocolVersion;
  readonly cleanStart: boolean;
  /** In seconds; MQTT 5 only. 0 ends the session with its connection. */
  readonly sessionExpiryInterval: number;
  /** In seconds; 0 switches it off. */
  readonly keepAlive: number;
}

/** A connection of ours as it is now. */
export interface ConnectionStatus {
  readonly connection: string;
  readonly url: string;
  readonly clientId: string;
  readonly version: ProtocolVersion;
  readonly state: 'connecting' | 'connected' | 'reconnecting' | 'disconnected';
  /** Why it is not connected, or what its last reconnect lost; null where all is well. */
  readonly problem: Sentence | null;
  /** Milliseconds until the next attempt, counted from this status; null unless reconnecting. */
  readonly retryIn: number | null;
  readonly subscriptions: readonly {
    readonly filter: string;
    readonly requestedQos: Qos;
    readonly grantedQos: Qos | null;
  }[];
}

/** A message to publish. The payload's bytes go out as they are. */
export interface PublishOptions {
  readonly connection: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
}

/** What the host asks of the engine. */
export type EngineRequests = TraceRequests & {
  /** Says DISCONNECT on every connection of ours, stops the local broker, and resolves when all sockets are closed. */
  readonly 'engine.close': { readonly params: null; readonly result: void };

  /**
   * Says whether anybody looks at the live trace: while nobody does, `traceChanged` comes once a second at most. An engine
   * that was told nothing takes it that somebody does.
   */
  readonly 'engine.watched': { readonly params: { readonly watched: boolean }; readonly result: void };

  /**
   * Opens all doors or none. Rejects with broker.openToAll, broker.portTaken, broker.portForbidden, broker.addressUnavailable,
   * broker.listenFailed, or one of certificate.… or store.….
   */
  readonly 'broker.start': { readonly params: BrokerOptions; readonly result: BrokerStatus };
  /** Ends every connection and forgets sessions and retained messages, unless they are in a store. Without effect while off. */
  readonly 'broker.stop': { readonly params: null; readonly result: BrokerStatus };
  /**
   * Stops listening and listens again with sessions and retained messages kept. On the address that it has, `openToAll` need
   * not be said again.
   */
  readonly 'broker.restart': { readonly params: BrokerOptions; readonly result: BrokerStatus };
  /**
   * Holds at once for the broker that runs, and for each one that is started later. Rejects with broker.lastUser, and
   * changes nothing, where it would take the users from a broker that others reach.
   */
  readonly 'broker.configure': { readonly params: BrokerConfiguration; readonly result: BrokerStatus };
  readonly 'broker.status': { readonly params: null; readonly result: BrokerStatus };
  /** What `$SYS` says, as figures; null while the broker is off. */
  readonly 'broker.figures': { readonly params: null; readonly result: BrokerFigures | null };
  /**
   * Makes a self-signed certificate for development in that directory, for this machine and for `hosts` (names or
   * addresses). Replaces nothing: rejects with certificate.exists, certificate.badHost or certificate.unwritable.
   */
  readonly 'certificate.make': {
    readonly params: { readonly directory: string; readonly hosts: readonly string[] };
    readonly result: CertificateFiles;
  };

  /** Resolves when connected; rejects with the reason of the first attempt's failure, and then gives up. */
  readonly 'client.connect': { readonly params: ConnectionOptions; readonly result: ConnectionStatus };
  readonly 'client.disconnect': { readonly params: { readonly connection: string }; readonly result: ConnectionStatus };
  readonly 'client.list': { readonly params: null; readonly result: readonly ConnectionStatus[] };
  /**
   * Resolves once the PUBLISH is on the wire; `delivery` is its number in the live trace (while that is paused, one
   * that it has no row for). A message that waits for the broker's Receive Maximum resolves when its turn comes.
   */
  readonly 'client.publish': { readonly params: PublishOptions; readonly result: { readonly delivery: number } };
  /** Resolves with the granted QoS. */
  readonly 'client.subscribe': {
    readonly params: { readonly connection: string; readonly filter: string; readonly qos: Qos };
    readonly result: { readonly grantedQos: Qos };
  };
  readonly 'client.unsubscribe': {
    readonly params: { readonly connection: string; readonly filter: string };
    readonly result: void;
  };
};

/** What the engine tells the host; at most 20 of each in a second (of each capture), and `traceChanged` once while nobody looks. */
export type EngineEvents = {
  readonly brokerChanged: BrokerStatus;
  readonly connectionsChanged: readonly ConnectionStatus[];
  readonly traceChanged: TraceCounts;
  /** A capture that is being read: how far it is, and in the end that it is whole. */
  readonly captureChanged: OpenedCapture;
};

/** What the worker is started with. */
export interface EngineOptions {
  /** The live trace's bound in bytes, columns and raw bytes together. */
  readonly maximumTraceBytes: number;
}
