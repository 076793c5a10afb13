/** What the broker said when it accepted a connection of ours, and what it thereby forbids. */

import type { IConnackPacket } from 'mqtt-packet';
import { isQos, type ProtocolVersion, type Qos } from '../../shared/model';
import { utf8Length } from '../../shared/topics';
import type { Sentence } from '../../shared/sentences';
import type { OutgoingMessage } from './pendingPublishes';
import { NO_RECEIVE_MAXIMUM } from './receiveMaximumGate';

/** The limits of a CONNACK, with the standard's values where it names none (3.2.2.3). */
export interface Acceptance {
  readonly sessionPresent: boolean;
  readonly receiveMaximum: number;
  readonly maximumQos: Qos;
  readonly retainAvailable: boolean;
  /** In bytes; Infinity where there is no limit. */
  readonly maximumPacketSize: number;
  /** The client id that the broker gave to a client without one (3.2.2.3.7). */
  readonly assignedClientId: string | null;
}

/** Reads the CONNACK of an accepted connection. */
export function acceptanceOf(connack: IConnackPacket): Acceptance {
  const { receiveMaximum, maximumQoS, retainAvailable, maximumPacketSize, assignedClientIdentifier } =
    connack.properties ?? {};
  return {
    sessionPresent: connack.sessionPresent,
    receiveMaximum: receiveMaximum ?? NO_RECEIVE_MAXIMUM,
    maximumQos: isQos(maximumQoS) ? maximumQoS : 2,
    retainAvailable: retainAvailable ?? true,
    maximumPacketSize: maximumPacketSize ?? Infinity,
    assignedClientId: assignedClientIdentifier ?? null,
  };
}

/** Why the message must not be sent on this connection, or null (3.2.2-11; 3.2.2-14; 3.2.2-15). */
export function limitFault(
  message: Pick<OutgoingMessage, 'topic' | 'payload' | 'qos' | 'retain'>,
  limits: Acceptance,
  connection: string,
  version: ProtocolVersion,
): Sentence | null {
  const { topic } = message;
  if (message.qos > limits.maximumQos) {
    return { code: 'client.qosAboveMaximum', args: { connection, topic, maximum: limits.maximumQos } };
  }
  if (message.retain && !limits.retainAvailable) {
    return { code: 'client.retainUnavailable', args: { connection, topic } };
  }
  const length = publishLength(message, version);
  if (length <= limits.maximumPacketSize) return null;
  return { code: 'client.packetAboveMaximum', args: { connection, topic, length, maximum: limits.maximumPacketSize } };
}

/** Length in bytes of the PUBLISH that we send for a message: without properties (3.3). */
function publishLength(message: Pick<OutgoingMessage, 'topic' | 'payload' | 'qos'>, version: ProtocolVersion): number {
  const identifier = message.qos > 0 ? 2 : 0;
  const properties = version === 5 ? 1 : 0;
  const remaining = 2 + utf8Length(message.topic) + identifier + properties + message.payload.length;
  const lengthField = remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
  return 1 + lengthField + remaining;
}
