/** Writes wires and their packets as a pcapng capture that Wireshark takes for MQTT. */

import type { Side } from '../../../shared/model';
import type { Sentence } from '../../../shared/sentences';
import { readConnect } from '../../wire/connectFields';
import { TYPE } from '../../wire/packetFields';
import type { WireOpening } from '../../trace/recorder';
import { wireComment } from '../wireComment';
import { ExportedEnds } from './exportedEnds';
import { fileStart } from './pcapngBlocks';
import { WireFrames, type WireEnds } from './wireFrames';

/** A packet on its way into the file. */
export interface ExportedPacket {
  readonly from: Side;
  /** What is there of it. */
  readonly bytes: Uint8Array;
  /** Its length on the wire. */
  readonly length: number;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly error: Sentence | null;
}

interface OpenWire {
  readonly ends: WireEnds;
  readonly frames: WireFrames;
  readonly opening: WireOpening;
  /** Whether every connection of its client is recorded. */
  readonly isComplete: boolean;
  isNew: boolean;
}

/** Makes the pieces of one file, in their order. */
export class PcapngExport {
  private readonly ends = new ExportedEnds();
  private readonly wires = new Map<number, OpenWire>();
  /** By broker and client: the latest connection. */
  private readonly latest = new Map<string, number>();

  constructor(private readonly application: string) {}

  /** What the file begins with. */
  start(): Uint8Array {
    return fileStart(this.application);
  }

  /** A wire opens. It is written with its first packet. `isComplete` says that every connection of its client is. */
  open(number: number, opening: WireOpening, isComplete: boolean): void {
    const ends = this.ends.take(opening.clientAddress, opening.brokerAddress);
    this.wires.set(number, { ends, frames: new WireFrames(ends, number), opening, isComplete, isNew: true });
  }

  /** A packet on a wire that is open. */
  packet(number: number, packet: ExportedPacket): Uint8Array[] {
    const wire = this.wires.get(number);
    if (wire === undefined) return [];
    const { from, bytes, length, time, error } = packet;
    const { frames, isNew } = wire;
    wire.isNew = false;
    const opening = isNew && begins(packet, wire) ? frames.open(time) : [];
    const blocks = frames.packet(from, bytes, length, time, isNew ? this.comment(number, wire, bytes) : '');
    const { count } = error?.args ?? {};
    if (error !== null && LACKING.has(error.code) && typeof count === 'number') frames.skip(from, count);
    return [...opening, ...blocks];
  }

  private comment(number: number, { opening, isComplete }: OpenWire, bytes: Uint8Array): string {
    const isConnect = (bytes[0] ?? 0) >> 4 === TYPE.CONNECT;
    const client = (isConnect ? readConnect(bytes).fields?.clientId : undefined) ?? opening.client ?? '';
    const names = { ...opening, client };
    if (!isComplete || client === '') return wireComment(number, names);
    const key = `${opening.broker}\0${client}`;
    const after = this.latest.get(key) ?? 0;
    this.latest.set(key, number);
    return wireComment(number, { ...names, place: { number, after } });
  }

  /** A wire has ended. */
  close(number: number, time: bigint): Uint8Array[] {
    const wire = this.wires.get(number);
    if (wire === undefined) return [];
    this.wires.delete(number);
    this.ends.release(wire.ends);
    return wire.isNew ? [] : wire.frames.close(time);
  }
}

/** Faults that stand for bytes which are not there. */
const LACKING = new Set<string>(['capture.gap', 'capture.leftOut']);

/** A wire without its beginning gets no handshake: who reads the file shall know that it begins in the middle. */
function begins({ bytes, from }: ExportedPacket, { opening }: OpenWire): boolean {
  return opening.underway !== true && from === 'client' && (bytes[0] ?? 0) >> 4 === TYPE.CONNECT;
}
