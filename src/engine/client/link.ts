/** One network connection of ours: one mqtt.js client that never reconnects on its own. */

import { MqttClient, UniqueMessageIdProvider, type IClientOptions } from 'mqtt';
import type { IConnackPacket, Packet } from 'mqtt-packet';
import type { ConnectionOptions } from '../../shared/engineApi';
import { isQos, type Qos } from '../../shared/model';
import { reasonText } from '../../shared/reasonCodes';
import { QoScopeError, type Sentence } from '../../shared/sentences';
import type { Timers } from '../timers';
import { acceptanceOf, type Acceptance } from './acceptance';
import type { ClientSession } from './clientSession';
import type { OutgoingMessage } from './pendingPublishes';
import { causeInWords, refusalInWords } from './reasons';
import { TappedSocket, type SocketTap } from './tappedSocket';
import type { BrokerTarget } from './url';

/** From connecting to CONNACK, in milliseconds. */
const CONNECT_TIMEOUT = 10_000;
/** From DISCONNECT to the broker's end of the connection, in milliseconds; then we cut it. */
const DISCONNECT_TIMEOUT = 2_000;

/** Longest time that a timer of Node can be set to, in milliseconds. */
const LONGEST_TIMEOUT = 0x7fff_ffff;
const SESSION_TAKEN_OVER = 0x8e;
const FIRST_FAILURE = 0x80;
const NO_SUBSCRIPTION_EXISTED = 0x11;

/** What a link is made of. */
export interface LinkParts {
  readonly options: ConnectionOptions;
  readonly target: BrokerTarget;
  /** The address for sentences. */
  readonly url: string;
  readonly cleanStart: boolean;
  readonly session: ClientSession;
  readonly tap: SocketTap;
  readonly timers: Timers;
}

/** Told of a link's life, in this order. */
export interface LinkListener {
  /** CONNACK has come; nothing was sent again yet. What leaves the session now will not be. */
  accepted(acceptance: Acceptance): void;
  /** All that was unacknowledged has been sent again and acknowledged: new messages may go. */
  ready(): void;
  /** A QoS 1 or 2 message has its last acknowledgement, whatever its reason code (4.4.0-2). */
  acknowledged(packetId: number): void;
  /** Over, once; also without `accepted` before. */
  ended(problem: Sentence): void;
}

/** Connects as soon as it is made. */
export class Link {
  private readonly mqtt: MqttClient;
  private problem: Sentence | null = null;
  private isAccepted = false;
  /** Ends the waiting for CONNACK. */
  private readonly answered: () => void;

  constructor(
    private readonly parts: LinkParts,
    private readonly listener: LinkListener,
  ) {
    this.mqtt = new MqttClient(() => new TappedSocket(parts.target, parts.tap), mqttOptions(parts));
    this.mqtt.on('packetreceive', (packet) => this.received(packet));
    this.mqtt.on('connect', () => listener.ready());
    this.mqtt.on('error', (error) => this.failed(error));
    this.mqtt.once('close', () => {
      this.answered();
      listener.ended(this.problem ?? this.lost('the broker closed it'));
    });
    this.answered = parts.timers.after(CONNECT_TIMEOUT, () =>
      this.failed(new Error(`no answer within ${CONNECT_TIMEOUT / 1000} s`)),
    );
  }

  /** Hands the message to mqtt.js and gives its packet identifier, 0 for QoS 0. Only after `ready`. */
  publish({ topic, payload, qos, retain }: OutgoingMessage): number {
    if (qos === 0) {
      // Without a callback: mqtt.js hangs each one on the stream's "drain" while that is full.
      this.mqtt.publish(topic, payload, { qos, retain });
      return 0;
    }
    this.mqtt.publish(topic, payload, { qos, retain }, (error) => {
      if (isAnswer(error)) this.listener.acknowledged(packetId);
    });
    const packetId = this.mqtt.getLastMessageId();
    return packetId;
  }

  /** Resolves with the granted QoS; rejects with client.subscribeRefused or client.subscribeFailed. */
  subscribe(filter: string, qos: Qos): Promise<Qos> {
    return new Promise((resolve, reject) => {
      this.mqtt.subscribe(filter, { qos }, (error, _asked, suback) => {
        const code = suback?.granted[0];
        if (error === null && isQos(code)) resolve(code);
        else if (typeof code === 'number') {
          reject(new QoScopeError('client.subscribeRefused', { filter, reason: reasonText(code) }));
        } else {
          const cause = error === null ? 'the answer named no QoS' : causeInWords(error);
          reject(new QoScopeError('client.subscribeFailed', { filter, cause }, { cause: error }));
        }
      });
    });
  }

  /** Resolves with whether the broker had that subscription (MQTT 3.1.1 does not say: true). */
  unsubscribe(filter: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.mqtt.unsubscribe(filter, {}, (error, packet) => {
        const code = packet?.cmd === 'unsuback' ? (packet.granted as readonly number[] | undefined)?.[0] : undefined;
        if (!error && (code ?? 0) < FIRST_FAILURE) {
          resolve(code !== NO_SUBSCRIPTION_EXISTED);
          return;
        }
        const cause = error ? causeInWords(error) : reasonText(code ?? 0);
        reject(new QoScopeError('client.unsubscribeFailed', { filter, cause }, { cause: error }));
      });
    });
  }

  /** Sends DISCONNECT where the connection stands, and ends; resolves when the socket is closed. */
  disconnect(): Promise<void> {
    this.mqtt.outgoing = {}; // mqtt.js would wait for every acknowledgement first; the session keeps what is open
    return new Promise((resolve) => {
      const giveUp = this.parts.timers.after(DISCONNECT_TIMEOUT, () => this.mqtt.stream.destroy());
      this.mqtt.once('close', () => {
        giveUp();
        resolve();
      });
      this.mqtt.end(!this.isAccepted);
    });
  }

  private received(packet: Packet): void {
    if (packet.cmd === 'connack' && isSuccess(packet) && !this.isAccepted) {
      this.isAccepted = true;
      this.answered();
      this.listener.accepted(acceptanceOf(packet));
    } else if (packet.cmd === 'disconnect') this.problem = this.endedBy(packet.reasonCode ?? 0);
  }

  /** mqtt.js leaves some broken connections open, which a client must close (4.13.1-1). */
  private failed(error: Error): void {
    this.problem ??= this.explain(error);
    if (!this.mqtt.stream.destroyed) this.mqtt.stream.destroy();
  }

  private explain(error: Error): Sentence {
    const { url } = this.parts;
    if (!this.isAccepted && 'code' in error && typeof error.code === 'number') {
      return { code: 'client.connectRefused', args: { url, reason: refusalInWords(error.code) } };
    }
    return this.lost(causeInWords(error));
  }

  private lost(cause: string): Sentence {
    const { url } = this.parts;
    return this.isAccepted
      ? { code: 'client.connectionLost', args: { url, cause } }
      : { code: 'client.connectFailed', args: { url, cause } };
  }

  private endedBy(reason: number): Sentence {
    const { url, options } = this.parts;
    return reason === SESSION_TAKEN_OVER
      ? { code: 'client.takenOver', args: { url, clientId: options.clientId } }
      : { code: 'client.endedByBroker', args: { url, reason: reasonText(reason) } };
  }
}

function isSuccess(connack: IConnackPacket): boolean {
  return (connack.reasonCode ?? connack.returnCode) === 0;
}

/** Whether a publish callback means an acknowledgement: mqtt.js calls it as well when a connection is cut. */
function isAnswer(error: Error | undefined | null): boolean {
  return !error || ('code' in error && typeof error.code === 'number' && error.code >= FIRST_FAILURE);
}

function mqttOptions({ options, target, cleanStart, session }: LinkParts): IClientOptions {
  const { version, clientId, keepAlive, sessionExpiryInterval } = options;
  const { credentials } = target;
  return {
    protocolId: version === 3 ? 'MQIsdp' : 'MQTT',
    protocolVersion: version,
    clientId,
    clean: cleanStart,
    keepalive: keepAlive,
    ...(credentials === undefined ? {} : { username: credentials.userName, password: credentials.password }),
    ...(version === 5 ? { properties: { sessionExpiryInterval } } : {}),
    connectTimeout: LONGEST_TIMEOUT, // ours comes first
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    timerVariant: 'native',
    // The default provider hands out identifiers that are still in use (2.2.1-3; 3.1.1: 2.3.1-2).
    messageIdProvider: new UniqueMessageIdProvider(),
    outgoingStore: session.outgoing,
    incomingStore: session.incoming,
  };
}
