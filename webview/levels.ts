/** What each QoS level promises, derived from its handshake: nothing here is prose that could disagree with the rules. */

import type { PacketType, Qos } from '../src/shared/model';

/** A level's handshake, first packet first (4.3.1, 4.3.2, 4.3.3). */
export const HANDSHAKES: Readonly<Record<Qos, readonly PacketType[]>> = {
  0: ['PUBLISH'],
  1: ['PUBLISH', 'PUBACK'],
  2: ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP'],
};

/** A level's promise. */
export interface Promised {
  readonly qos: Qos;
  readonly handshake: readonly PacketType[];
  /** Nothing confirms it, so that the sender cannot know to send it again. */
  readonly canBeLost: boolean;
  /** It may be sent again without the receiver being able to tell: no packet releases the identifier. */
  readonly canBeDoubled: boolean;
  /** The packet until which the sender keeps the message for sending it again; null where it never does. */
  readonly keptUntil: PacketType | null;
}

/** The promise of a level. */
export function promiseOf(qos: Qos): Promised {
  const handshake = HANDSHAKES[qos];
  const isConfirmed = handshake.length > 1;
  return {
    qos,
    handshake,
    canBeLost: !isConfirmed,
    canBeDoubled: isConfirmed && !handshake.includes('PUBREL'),
    keptUntil: handshake[1] ?? null,
  };
}
