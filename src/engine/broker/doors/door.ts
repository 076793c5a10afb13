/** What a door of the local broker is, and what it hands on. */

import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Sentence } from '../../../shared/sentences';
import type { DoorStatus } from '../../../shared/transports';
import { endpoint } from '../../wire/endpoint';

/** A door that listens. */
export interface Door {
  /** Where; `port` is the one that the system chose where 0 was asked for. */
  readonly status: DoorStatus;
  /** Whether a socket whose remote end is `address`:`port` leads here. */
  leadsHere(address: string, port: number): boolean;
  /** No new clients from now on, and none that is half in; resolves when those let in have all ended. */
  close(): Promise<void>;
}

/** Where a door is to listen. */
export interface DoorPlace {
  /** A name or an address. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** Both ends of a client's connection, as `address:port`. */
export interface Ends {
  readonly clientAddress: string;
  readonly brokerAddress: string;
}

/**
 * A client that was let in. Its stream carries MQTT's bytes and nothing else, and emits "fault" with a Sentence and the
 * bytes that it is about where the transport below brings something that is not allowed to stand there.
 */
export interface Guest extends Ends {
  readonly stream: Duplex;
}

/** A client that never came so far, with the reason and the bytes that it is about, as far as they are known. */
export interface TurnedAway extends Ends {
  readonly fault: Sentence;
  readonly bytes: Uint8Array;
}

/** Who waits behind the doors. */
export interface Guests {
  /** Largest packet that is accepted now, in bytes. */
  readonly maximumPacketSize: number;
  accept(guest: Guest): void;
  turnedAway(caller: TurnedAway): void;
}

/** The ends of a socket. */
export function endsOf(socket: Socket): Ends {
  return {
    clientAddress: endpoint(socket.remoteAddress, socket.remotePort),
    brokerAddress: endpoint(socket.localAddress, socket.localPort),
  };
}
