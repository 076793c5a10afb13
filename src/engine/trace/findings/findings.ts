/**
 * Holds what a trace records against the rules of MQTT. Called for each packet once the tracker has taken it and before
 * its row is written; where nothing is wrong it compares a few numbers and makes nothing.
 */

import type { Finding, FindingGroup } from '../../../shared/model';
import type { ConnackFields } from '../../wire/connectFields';
import { DUP_FLAG, packetType, TYPE } from '../../wire/packetFields';
import type { Routing } from '../recorder';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import * as acknowledgements from './acknowledgements';
import { Connecting } from './connecting';
import { asFinding } from './findingRows';
import type { FindingsWanted, StoredFinding } from './findingLog';
import { checkDisconnect, checkMaximumQos, checkSubscribeRefusal, giveSlotBack, noteEager, takeSlot } from './flow';
import { checkQosToClient } from './granted';
import { checkRequest, checkRequestAnswer, checkReused, checkSharedWithRequest } from './identifiers';
import { checkMalformed } from './malformed';
import { Onward } from './onward';
import { checkOverlap, settleOverlap } from './overlap';
import { checkDupOnNew, checkSentAgain, wasSentOn } from './redelivery';
import { Scene, type SceneParts } from './scene';
import { checkWaiting } from './waiting';

/** The findings of one trace. */
export class Findings {
  private readonly scene: Scene;
  private readonly onward: Onward;
  private readonly connecting: Connecting;
  private unknownResumptions = 0;

  constructor(
    private readonly parts: SceneParts,
    isLacking: () => boolean,
  ) {
    this.scene = new Scene(parts, isLacking);
    this.onward = new Onward(this.scene);
    this.connecting = new Connecting(this.scene);
  }

  /** Connections that resumed a session of which the trace may lack something: nothing before them counts. */
  get resumedUnknown(): number {
    return this.unknownResumptions;
  }

  /** Whether all that passed on its wires since it began was recorded. */
  get isUnbroken(): boolean {
    return this.scene.span === 1;
  }

  /** Findings since this list was emptied last. */
  get told(): StoredFinding[] {
    return this.scene.told;
  }

  /** The packet in the current row, whose delivery is known. */
  packet(wire: WireState, routing: Routing | undefined): void {
    const { row } = this.parts.current;
    const type = row.first >> 4;
    if (row.fate !== 'passed' || row.error !== null) this.odd(wire);
    else if (isLossy(wire)) return;
    else if (type === TYPE.PUBLISH) this.publish(wire, routing);
    else if (type >= TYPE.PUBACK && type <= TYPE.PUBCOMP) this.acknowledge(wire);
    else if (type === TYPE.DISCONNECT) checkDisconnect(this.scene, wire);
  }

  /** A CONNECT, once the session table has taken it. */
  connect(wire: WireState): void {
    wire.watch.firstDelivery = this.parts.store.nextNumber;
    if (!this.parts.deliveries.recording) return;
    wire.watch.span = this.scene.span;
    if (wire.connect !== null) this.connecting.connect(wire, wire.connect.clientId);
  }

  /** A CONNACK, before the session table takes it. */
  connack(wire: WireState, connack: ConnackFields): void {
    const { session, connect } = wire;
    const { recording } = this.parts.deliveries;
    if (!recording || session === null || connect === null || connack.reason !== 0) return;
    if (session.established && session.wire !== wire && this.mayHaveMissed(session, wire))
      this.forgetPast(session, wire);
    if (connack.sessionPresent && mayLackBetween(session, wire)) this.unknownResumptions++;
    this.connecting.connack(wire, session, connect, connack);
  }

  /** A CONNACK, once the session table has taken it. */
  accepted(wire: WireState, { sessionPresent }: ConnackFields): void {
    const { session, watch } = wire;
    if (session === null) return;
    watch.acceptedAt = this.parts.current.row.time;
    session.watch.closedAt = NaN;
    session.watch.lossy ||= watch.lossy;
    session.watch.place = wire.opening.place?.number ?? 0;
    if (session.watch.firstDelivery !== 0) return;
    session.watch.firstDelivery = watch.firstDelivery;
    // Before 3.1.1 a CONNACK does not tell whether there was a session before.
    const isNew = !watch.lossy && (session.cleanStart || (wire.version !== 3 && !sessionPresent));
    session.watch.span = isNew ? watch.span : 0;
    session.watch.firstWire = isNew ? wire.n : 0;
  }

  /** A SUBSCRIBE or UNSUBSCRIBE, before it is noted. */
  request(wire: WireState, session: SessionState, filters: readonly string[], isNew: boolean): void {
    session.watch.highestGranted.clear();
    session.watch.regranted ||= !isNew || filters.some((filter) => session.subscriptions.has(filter));
    if (!this.judges(wire)) return;
    noteEager(this.scene, wire);
    checkRequest(this.scene, wire, session, packetType(this.parts.current.row.first));
  }

  /** A SUBACK or UNSUBACK, before it is noted. */
  requestAnswer(wire: WireState, session: SessionState, reasons: readonly number[]): void {
    session.watch.highestGranted.clear();
    if (!this.judges(wire)) return;
    checkRequestAnswer(this.scene, wire, session, packetType(this.parts.current.row.first));
    checkSubscribeRefusal(this.scene, wire, reasons);
  }

  /** The connection ends, before the session table knows. */
  closed(wire: WireState, time: number): void {
    const { session } = wire;
    if (session?.wire !== wire || !this.parts.deliveries.recording) return;
    settleOverlap(this.scene, session, Infinity);
    this.connecting.closed(wire, session, time);
  }

  /** Looks for what only time shows, at `now` milliseconds since the trace began. */
  look(now: number): void {
    if (this.parts.deliveries.recording) checkWaiting(this.scene, now);
  }

  /** A wire is recorded from its middle on: it may be of a client whose session is known, and have changed that before. */
  underway(): void {
    this.scene.lacked = true;
    this.gap();
  }

  /** Rows are missing from here on, or were until here: no finding may rest on what was before. */
  gap(): void {
    this.scene.span++;
    this.scene.history.firstDelivery = this.parts.store.nextNumber;
    this.connecting.forget();
  }

  /** Those that are wanted, newest first. */
  page(wanted: FindingsWanted): Finding[] {
    return this.parts.findings.select(wanted).map((finding) => this.row(finding));
  }

  /** One of `told` for those who show it. */
  row(finding: StoredFinding): Finding {
    return asFinding(finding, this.parts);
  }

  groups(): FindingGroup[] {
    return this.parts.findings.list();
  }

  private judges(wire: WireState): boolean {
    const { recording } = this.parts.deliveries;
    return recording && this.parts.current.row.fate === 'passed' && wire.version !== 3 && !isLossy(wire);
  }

  private odd(wire: WireState): void {
    if (this.parts.current.row.fate === 'passed') this.unreadable(wire);
    else this.tampered(wire);
  }

  /** What a fault did to the traffic is nobody's breach; what follows from it cannot be told from one. */
  private tampered(wire: WireState): void {
    const { fate } = this.parts.current.row;
    if (fate !== 'dropped' && fate !== 'held') this.distrust(wire);
  }

  private unreadable(wire: WireState): void {
    if (this.parts.current.row.error?.code.startsWith('capture.') === true) this.lacks(wire);
    // Behind a gap it may only be where packets were thought to begin.
    else if (!isLossy(wire)) checkMalformed(this.scene, wire);
    this.distrust(wire);
  }

  private lacks(wire: WireState): void {
    const { session, opening } = wire;
    this.scene.lacked = true;
    wire.watch.lossy = true;
    // Without its CONNECT it may be of any client, and change the session of that.
    if (session === null) {
      this.gap();
      return;
    }
    session.watch.lossy = true;
    // The CONNACK may be what lacks: then the one that stood is changed or gone.
    const standing = this.parts.sessions.find(session.client, opening.broker);
    if (standing !== undefined) standing.watch.lossy = true;
  }

  /**
   * Whether something of the session may not be in the trace, between its latest connection there and this one: packets or an
   * end that lack, or a connection of which nothing shows, not yet or never.
   */
  private mayHaveMissed(session: SessionState, wire: WireState): boolean {
    if (session.watch.lossy || this.scene.isLacking() || mayLackBetween(session, wire)) return true;
    // A capture that lacks the end of the former connection lacks what was said last on it.
    return wire.opening.infers === true && session.wire !== null;
  }

  /** From this connection on the session is known again: what was before it does not count. */
  private forgetPast({ watch }: SessionState, wire: WireState): void {
    watch.span = 0;
    watch.lossy = false;
    watch.knownFrom = this.firstOn(wire);
    watch.overlap = null;
    for (const strays of Object.values(watch.strayPubrels)) strays?.clear();
  }

  /** The first delivery that began on a wire before its CONNACK, or will behind it: what an earlier one said may be shown between. */
  private firstOn({ early, watch }: WireState): number {
    for (const delivery of early) if (delivery >= watch.firstDelivery) return delivery;
    return this.parts.store.nextNumber;
  }

  private distrust(wire: WireState): void {
    wire.watch.span = 0;
    if (wire.session !== null) wire.session.watch.span = 0;
  }

  private publish(wire: WireState, routing: Routing | undefined): void {
    const { scene } = this;
    const { row, publish } = this.parts.current;
    const { session } = wire;
    // 3.3.1-2
    if (publish.qos === 0 && (row.first & DUP_FLAG) !== 0) scene.report('dupOnQos0', wire);
    if (row.delivery === 0 || session === null) return;
    const { outcome } = this.parts.deliveries;
    if (outcome === 'again') this.publishAgain(wire, session);
    else {
      if (publish.qos > 0) this.publishNew(wire, session);
      if (row.from === 'broker') this.toClient(wire, session, routing);
    }
  }

  private publishNew(wire: WireState, session: SessionState): void {
    const { scene } = this;
    const { row } = this.parts.current;
    const { deliveries } = this.parts;
    // By name: to ask by a variable one costs as much as all that follows.
    if (row.from === 'client') wire.watch.lastBegun.client = row.delivery;
    else wire.watch.lastBegun.broker = row.delivery;
    if (deliveries.outcome === 'reused') this.publishReused(wire, session, deliveries.replaced);
    else {
      takeSlot(scene, wire, session);
      if ((row.first & DUP_FLAG) !== 0) checkDupOnNew(scene, wire, session);
    }
    if (session.requests.size > 0) checkSharedWithRequest(scene, wire, session);
    if (wire.watch.maximumQos < 2 && row.from === 'client') checkMaximumQos(scene, wire);
  }

  private publishReused(wire: WireState, session: SessionState, replaced: number): void {
    const { scene } = this;
    checkReused(scene, wire, replaced);
    // One that takes the identifier of another takes its slot too, where that has one on this connection.
    if (!scene.isKnown(session, replaced) && !wasSentOn(scene, wire, replaced)) takeSlot(scene, wire, session);
  }

  private publishAgain(wire: WireState, session: SessionState): void {
    const { row, publish } = this.parts.current;
    if (row.from === 'client') this.onward.noteRepeat(this.parts.deliveries.lastJourney, publish.qos);
    const isFromBefore = checkSentAgain(this.scene, wire);
    if (isFromBefore) takeSlot(this.scene, wire, session);
  }

  private toClient(wire: WireState, session: SessionState, routing: Routing | undefined): void {
    this.scene.routing = routing;
    checkQosToClient(this.scene, wire, session);
    checkOverlap(this.scene, wire, session);
    if (routing !== undefined) this.onward.check(wire, session, routing);
  }

  private acknowledge(wire: WireState): void {
    const { scene } = this;
    const { row, fields } = this.parts.current;
    const { session } = wire;
    // Where it has a delivery, the recorder has asked before.
    if (session === null || (row.delivery === 0 && !wire.holdsSession)) return;
    if (wire.version === 5) giveSlotBack(scene, wire, session);
    if (this.parts.deliveries.outcome !== 'usual') this.acknowledgeOddly(wire, session);
    if (row.from === 'client' && row.previous !== 0 && fields.fault === null) this.inOrder(wire);
  }

  private acknowledgeOddly(wire: WireState, session: SessionState): void {
    const { scene } = this;
    const { outcome } = this.parts.deliveries;
    if (outcome === 'wrongAnswer') acknowledgements.checkWrongAnswer(scene, wire);
    else if (outcome === 'early') acknowledgements.checkEarly(scene, wire);
    else if (outcome === 'unknown') acknowledgements.checkUnknown(scene, wire, session);
    else if (outcome === 'forgotten') session.watch.span = 0;
  }

  private inOrder(wire: WireState): void {
    if (this.parts.current.row.first >> 4 !== TYPE.PUBCOMP) acknowledgements.checkOrder(this.scene, wire);
  }
}

/** Whether connections may be missing between the session's latest one and this: not where this is known to follow that. */
function mayLackBetween({ watch }: SessionState, { opening }: WireState): boolean {
  if (opening.mayLack !== true) return false;
  const { after = 0 } = opening.place ?? {};
  return after === 0 || after !== watch.place;
}

/** Whether packets of the wire, or of its session's earlier ones, are not in the trace. */
function isLossy({ watch, session }: WireState): boolean {
  return watch.lossy || session?.watch.lossy === true;
}
