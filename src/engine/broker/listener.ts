/** Carries bytes between sockets and the core, and tells the trace of every packet (the core itself has no sockets). */

import type { Sentence } from '../../shared/sentences';
import { say } from '../../shared/sentences';
import type { Clock } from '../clock';
import type { TraceRecorder } from '../trace/recorder';
import type { BrokerCore } from './core';
import type { Guest, TurnedAway } from './doors/door';
import type { Effect } from './effects';
import { BROKER_NAME } from './outgoing';
import { REASON } from './reasonCodes';
import { SocketConnection } from './socketConnection';

/** What the listener works with. */
export interface ListenerParts {
  readonly core: BrokerCore;
  readonly trace: TraceRecorder;
  readonly clock: Clock;
  /** Keeps what a turn changed, before anything that it sends goes out; where it throws, nothing does. */
  readonly commit: () => void;
  /** Called after each turn in which the core did something: its next tick or its clients may have changed. */
  readonly onTurn: () => void;
}

/** Every connection of the broker, whichever door it came through. */
export class Listener {
  private readonly connections = new Map<number, SocketConnection>();
  /** Those with something to write at the end of this turn. */
  private readonly touched = new Set<SocketConnection>();
  private lastNumber = 0;

  constructor(private readonly parts: ListenerParts) {}

  /** Takes a client over from its door. */
  accept({ stream, ...ends }: Guest, maximumPacketSize: number): void {
    const { core, trace, clock } = this.parts;
    const now = clock.now();
    const number = ++this.lastNumber;
    const wire = trace.openWire({ broker: BROKER_NAME, ...ends }, now);
    const connection = new SocketConnection(number, stream, wire, maximumPacketSize, clock, {
      packet: (bytes, time) => this.perform(core.receive(number, bytes, time)),
      fault: (fault, time) => this.perform(core.refuse(number, reasonOf(fault), say(fault), time)),
      drained: () => this.turn(() => this.drained(connection)),
      chunk: (push) => this.turn(push),
      closed: (time) => this.turn(() => this.ended(connection, time)),
    });
    this.connections.set(number, connection);
    this.turn(() => this.perform(core.connect(number, now)));
  }

  /** A client that did not get through its door is a wire that holds nothing but the reason. */
  turnedAway({ fault, bytes, ...ends }: TurnedAway): void {
    const { trace, clock } = this.parts;
    const now = clock.now();
    const wire = trace.openWire({ broker: BROKER_NAME, ...ends }, now);
    wire.unreadable('client', bytes, now, fault);
    wire.close(now);
  }

  /** Does what the core wants and writes it out. */
  run(effects: readonly Effect[]): void {
    this.turn(() => this.perform(effects));
  }

  /** The journey of the message that came last on a connection. */
  lastJourney(number: number): number {
    return this.connections.get(number)?.wire.lastJourney() ?? 0;
  }

  /** Resolves when every socket is gone; the core has closed them before. */
  async allGone(): Promise<void> {
    await Promise.all([...this.connections.values()].map((connection) => connection.gone));
  }

  private turn(work: () => void): void {
    work();
    this.parts.commit();
    for (const connection of this.touched) connection.flush();
    this.touched.clear();
    this.parts.onTurn();
  }

  private perform(effects: readonly Effect[]): void {
    for (const effect of effects) this.performOne(effect);
  }

  private performOne(effect: Effect): void {
    const { trace, clock } = this.parts;
    switch (effect.kind) {
      case 'send': {
        const connection = this.touch(effect.connection);
        connection?.send(effect.bytes, clock.now(), effect.routing);
        break;
      }
      case 'close':
        this.touch(effect.connection)?.closeAfterFlush();
        break;
      case 'paused': {
        const connection = this.connections.get(effect.connection);
        if (connection?.hasRoom() === true) this.drained(connection);
        break;
      }
      case 'halt':
        this.connections.get(effect.connection)?.halt();
        break;
      case 'resume':
        this.connections.get(effect.connection)?.resume();
        break;
      case 'queued':
        trace.queued(effect.message, clock.now());
        break;
      case 'unqueued':
        trace.unqueued(effect.client, BROKER_NAME, effect.journey, effect.state, clock.now());
        break;
      case 'sessionEnded':
        trace.sessionEnded(effect.client, BROKER_NAME, clock.now());
        break;
    }
  }

  private touch(number: number): SocketConnection | undefined {
    const connection = this.connections.get(number);
    if (connection !== undefined) this.touched.add(connection);
    return connection;
  }

  private drained(connection: SocketConnection): void {
    const { core, clock } = this.parts;
    this.perform(core.drained(connection.number, clock.now()));
  }

  private ended(connection: SocketConnection, time: number): void {
    this.connections.delete(connection.number);
    this.perform(this.parts.core.closed(connection.number, time));
  }
}

/** 3.1.2-24 and 0x95 for what is too large, 0x81 for what cannot be read. */
function reasonOf(fault: Sentence): number {
  return fault.code === 'packet.tooLarge' ? REASON.packetTooLarge : REASON.malformedPacket;
}
