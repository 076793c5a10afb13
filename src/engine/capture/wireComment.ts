/** What a capture that QoScope has written says of each wire, in a comment at its first packet. */

import type { WireOpening } from '../trace/recorder';

/** Who is at the ends of a wire, and what is known of its record. */
export type WireNames = Pick<WireOpening, 'broker' | 'clientAddress' | 'brokerAddress' | 'client' | 'isPart' | 'place'>;

const TEXT = '"(?:[^"\\\\]|\\\\.)*"';
const COMMENT = new RegExp(
  `^QoScope: (part of )?wire (\\d+)(?: after wire (\\d+))?, (?:client (${TEXT})|a client) at (\\S+) to broker (${TEXT}) at (\\S+)$`,
  'u',
);

/** The comment for people and for `readWireComment`. */
export function wireComment(wire: number, names: WireNames): string {
  const { client, clientAddress, broker, brokerAddress, isPart, place } = names;
  const named = client === undefined || client === '' ? 'a client' : `client ${JSON.stringify(client)}`;
  const what = isPart === true ? 'part of wire' : 'wire';
  const after = place === undefined ? '' : ` after wire ${place.after}`;
  return `QoScope: ${what} ${wire}${after}, ${named} at ${clientAddress} to broker ${JSON.stringify(broker)} at ${brokerAddress}`;
}

/** The names in a comment; null where it is another one. */
export function readWireComment(comment: string): WireNames | null {
  const [, part, number, after, client, clientAddress, broker, brokerAddress] = COMMENT.exec(comment) ?? [];
  if (clientAddress === undefined || broker === undefined || brokerAddress === undefined) return null;
  const isPart = part === undefined ? {} : { isPart: true };
  const place = after === undefined ? {} : { place: { number: Number(number), after: Number(after) } };
  const ends = { clientAddress, brokerAddress, broker: unquoted(broker), ...isPart, ...place };
  return client === undefined ? ends : { ...ends, client: unquoted(client) };
}

/** As it stands where somebody else has written it otherwise. */
function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return text.slice(1, -1);
    throw error;
  }
}
