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
  /** In seconds, where it is not what the client asked for, else null (3.2.2.3.14). */
  readonly serverKeepAlive: number | null;
}

/** Sends the CONNACK of a client that is accepted. */
export function sendConnack(context: CoreContext, connection: Connection, acceptance: Acceptance): void {
  const limits = announcement(connection, acceptance);
  const userProperties = { qoscope: context.options.version };
  const whole = connack(connection, acceptance, { ...limits, userProperties });
  // 3.2.2-20: no User Property where the packet would become too large by it.
  const fits = whole.length <= connection.maximumPacketSize;
  context.send(connection, fits ? whole : connack(connection, acceptance, limits));
}

/**
 * Sends the CONNACK of a client that is refused: Session Present 0 (3.2.2-6; 3.1.1: 3.2.2-4). `code` is of the
 * connection's version. Who is refused for its name or password is told who we are: another window may not know one.
 */
export function sendRefusal(context: CoreContext, connection: Connection, code: number): void {
  const { version, maximumPacketSize } = connection;
  const bare = { cmd: 'connack', sessionPresent: false, reasonCode: code, returnCode: code } as const;
  const whole = encode({ ...bare, properties: { userProperties: { qoscope: context.options.version } } }, version);
  const forIdentity = code === REASON.badUserNameOrPassword || code === REASON.notAuthorized;
  // 3.2.2-20.
  const takesWhole = forIdentity && whole.length <= maximumPacketSize;
  context.send(connection, takesWhole ? whole : encode(bare, version));
}

type Properties = NonNullable<IConnackPacket['properties']>;

function connack({ version }: Connection, { sessionPresent }: Acceptance, properties: Properties): Uint8Array {
  const { success: reasonCode } = REASON;
  const { accepted: returnCode } = RETURN_CODE;
  // MQTT 3.1 has no Session Present: the byte is reserved (its 3.2).
  const present = sessionPresent && version !== 3;
  return encode({ cmd: 'connack', sessionPresent: present, reasonCode, returnCode, properties }, version);
}

/** Our limits (3.2.2.3). */
function announcement({ limits }: Connection, acceptance: Acceptance): Properties {
  const properties: Properties = {
    maximumPacketSize: limits.maximumPacketSize,
    topicAliasMaximum: limits.topicAliasMaximum,
  };
  const { sessionExpiryInterval, assignedClientId, serverKeepAlive } = acceptance;
  if (sessionExpiryInterval !== null) properties.sessionExpiryInterval = sessionExpiryInterval;
  if (serverKeepAlive !== null) properties.serverKeepAlive = serverKeepAlive;
  if (assignedClientId !== null) properties.assignedClientIdentifier = assignedClientId;
  if (limits.receiveMaximum < 65_535) properties.receiveMaximum = limits.receiveMaximum;
  if (limits.maximumQos < 2) properties.maximumQoS = limits.maximumQos;
  if (!limits.retainAvailable) properties.retainAvailable = false;
  return properties;
}
