/** CONNACK (3.2): what an accepted client is told of its session and of our limits. */

import type { IConnackPacket } from 'mqtt-packet';

import type { Connection } from './connection';
import type { CoreContext } from './context';
import { encode } from './packets/codec';
import { REASON, RETURN_CODE } from './reasonCodes';

/** What a CONNACK says of this client; the rest are limits for everybody. */
export interface Acceptance {
  readonly sessionPresent: boolean;
  /** The identifier given to a client that brought none, or null (3.2.2-16). */
  readonly assignedClientId: string | null;
  /** In seconds, where it is not what the client asked for, else null (3.2.2.3.2). */
  readonly sessionExpiryInterval: number | null;
}

/** Sends the CONNACK of a client that is accepted. */
export function sendConnack(context: CoreContext, connection: Connection, acceptance: Acceptance): void {
  const limits = announcement(context, acceptance);
  const userProperties = { qoscope: context.options.version };
  const whole = connack(connection, acceptance, { ...limits, userProperties });
  // 3.2.2-20: no User Property where the packet would become too large by it.
  const fits = whole.length <= connection.maximumPacketSize;
  context.send(connection, fits ? whole : connack(connection, acceptance, limits));
}

/** The CONNACK of a client that is refused: Session Present 0 (3.2.2-6; 3.1.1: 3.2.2-4). `code` is of the connection's version. */
export function refusingConnack({ version }: Connection, code: number): Uint8Array {
  return encode({ cmd: 'connack', sessionPresent: false, reasonCode: code, returnCode: code }, version);
}

type Properties = NonNullable<IConnackPacket['properties']>;

function connack({ version }: Connection, { sessionPresent }: Acceptance, properties: Properties): Uint8Array {
  const { success: reasonCode } = REASON;
  const { accepted: returnCode } = RETURN_CODE;
  return encode({ cmd: 'connack', sessionPresent, reasonCode, returnCode, properties }, version);
}

/** Our limits (3.2.2.3). */
function announcement({ options }: CoreContext, acceptance: Acceptance): Properties {
  const properties: Properties = {
    maximumPacketSize: options.maximumPacketSize,
    topicAliasMaximum: options.topicAliasMaximum,
  };
  const { sessionExpiryInterval, assignedClientId } = acceptance;
  if (sessionExpiryInterval !== null) properties.sessionExpiryInterval = sessionExpiryInterval;
  if (assignedClientId !== null) properties.assignedClientIdentifier = assignedClientId;
  if (options.receiveMaximum < 65_535) properties.receiveMaximum = options.receiveMaximum;
  if (options.maximumQos < 2) properties.maximumQoS = options.maximumQos;
  if (options.serverKeepAlive !== null) properties.serverKeepAlive = options.serverKeepAlive;
  return properties;
}
