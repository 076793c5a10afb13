/** CONNECT, CONNACK and the end of a connection (3.1.2, 3.2.2): what becomes of sessions, and clients that come back too often. */

import { NEVER_EXPIRES, type ConnackFields, type ConnectFields } from '../../wire/connectFields';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import type { Scene } from './scene';

/** So many connections within LOOP_WITHIN milliseconds are a loop. */
const LOOP_COUNT = 5;
const LOOP_WITHIN = 10_000;

/** A client that goes on is told of again after this, in milliseconds. */
const TELL_AGAIN = 60_000;

/** Of so many clients the latest connections are remembered. */
const CLIENTS = 1000;

/** The broker of which every connection is in the trace. */
const LOCAL = 'local';

interface Comings {
  /** Times of the latest CONNECTs, at most LOOP_COUNT. */
  readonly times: number[];
  toldAt: number;
  /** Whether its session ended with its last connection. */
  ended: boolean;
}

/** Clients as they come and go. */
export class Connecting {
  private readonly comings = new Map<string, Comings>();

  constructor(private readonly scene: Scene) {}

  /** A CONNECT that could be read. */
  connect(wire: WireState, clientId: string): void {
    if (clientId === '') return;
    const { time } = this.scene.parts.current.row;
    const comings = this.comingsOf(wire, clientId);
    comings.times.push(time);
    if (comings.times.length > LOOP_COUNT) comings.times.shift();
    const first = comings.times[0] ?? time;
    if (comings.times.length < LOOP_COUNT || time - first > LOOP_WITHIN || time - comings.toldAt < TELL_AGAIN) return;
    comings.toldAt = time;
    const seconds = Math.max(0.1, Math.round((time - first) / 100) / 10);
    this.scene.report('reconnectLoop', wire, { count: LOOP_COUNT, seconds });
  }

  /** A CONNACK that accepts, before the session table takes it. `asked` is the session that the CONNECT asked for. */
  connack(wire: WireState, asked: SessionState, connect: ConnectFields, connack: ConnackFields): void {
    if (!this.scene.isWholeWire(wire)) return;
    const { maximumQos } = connack;
    wire.watch.maximumQos = maximumQos;
    const will = connect.will?.qos ?? 0;
    if (will > maximumQos) this.scene.report('willAboveMaximumQos', wire, { qos: will, maximum: maximumQos });
    // MQTT 3.1 has no Session Present.
    if (wire.version === 3) return;
    if (connack.sessionPresent) this.checkPresent(wire, asked, connect);
    else if (!connect.cleanStart && asked.established && this.isKept(asked))
      this.scene.report('sessionDiscarded', wire);
  }

  /** A connection has ended, before the session table knows. */
  closed(wire: WireState, session: SessionState, time: number): void {
    const { watch } = session;
    if (session.client !== '') this.comingsOf(wire, session.client).ended = !session.kept;
    watch.closedAt = time;
    const open = session.openToClient.size + session.openToBroker.size;
    const holdsNothing = session.subscriptions.size + session.queuedCount + open === 0;
    if (!session.kept || !holdsNothing || watch.toldUnsubscribed || !this.scene.isWhole(session)) return;
    watch.toldUnsubscribed = true;
    const place = { time, packet: 0, from: null, wire: wire.n, delivery: 0 };
    this.scene.reportAt('keptWithoutSubscription', session, place);
  }

  /** What was before a gap is forgotten. */
  forget(): void {
    this.comings.clear();
  }

  /** 3.2.2-2, -3 (3.1.1: 3.2.2-1, -3). Only of the local broker is it sure that no other connection made a session. */
  private checkPresent(wire: WireState, asked: SessionState, connect: ConnectFields): void {
    if (connect.cleanStart) this.scene.report('presentOnCleanStart', wire);
    else if (
      !asked.established &&
      asked.broker === LOCAL &&
      wire.opening.mayLack !== true &&
      this.comings.get(key(wire, asked.client))?.ended === true
    ) {
      this.scene.report('presentWithoutSession', wire);
    }
  }

  /** 3.1.2-5, -23 (3.1.1: 3.1.2-4): it was to be kept until now. */
  private isKept(session: SessionState): boolean {
    if (!session.kept || !this.scene.isWhole(session)) return false;
    const away = this.scene.parts.current.row.time - session.watch.closedAt;
    const { sessionExpiryInterval } = session;
    return Number.isNaN(away) || sessionExpiryInterval === NEVER_EXPIRES || away < sessionExpiryInterval * 1000;
  }

  private comingsOf(wire: WireState, clientId: string): Comings {
    const name = key(wire, clientId);
    let comings = this.comings.get(name);
    if (comings === undefined) {
      const [oldest] = this.comings.keys();
      if (this.comings.size >= CLIENTS && oldest !== undefined) this.comings.delete(oldest);
      comings = { times: [], toldAt: -Infinity, ended: false };
      this.comings.set(name, comings);
    }
    return comings;
  }
}

function key(wire: WireState, clientId: string): string {
  return `${wire.opening.broker}\0${clientId}`;
}
