/** Holds what came of a case against what the standard says of it. */

import { PacketScanner } from '../../bench/load/packetScanner';
import { decodePacket } from '../../support/packetLine';
import type { Exchange } from './exchange';
import type { FuzzCase } from './fuzzCase';

const CONNACK = 2;
const PUBLISH = 3;
const DISCONNECT = 14;

/** First bytes that a broker may send; PUBLISH aside. */
const FROM_BROKER = [0x20, 0x40, 0x50, 0x62, 0x70, 0x90, 0xb0, 0xd0, 0xe0];

const SESSION_TAKEN_OVER = 0x8e;

/** What is wrong, or null. */
export function judge(fuzzCase: FuzzCase, { packets, ended }: Exchange): string | null {
  if (!ended) return 'the connection did not end';
  if (fuzzCase.door === 'ws') return null;
  const version = versionOf(packets);
  return formFault(packets, version) ?? verdict(fuzzCase, packets, version);
}

/** Before MQTT 5 a CONNACK has two bytes behind its header, in MQTT 5 at least three. */
function versionOf([first]: readonly Uint8Array[]): 4 | 5 {
  return first !== undefined && first.length > 4 ? 5 : 4;
}

/** Whatever came: what the broker says is sound, begins with the one CONNACK, and ends with a DISCONNECT if it has one. */
function formFault(packets: readonly Uint8Array[], version: 4 | 5): string | null {
  for (const [i, packet] of packets.entries()) {
    const first = packet[0] ?? 0;
    const type = first >> 4;
    const allowed = type === PUBLISH ? (first & 6) !== 6 : FROM_BROKER.includes(first);
    if (!allowed || (type === CONNACK) !== (i === 0)) return `the broker sent ${hex(packet)} as its packet ${i + 1}`;
    if (type === DISCONNECT && (version < 5 || i < packets.length - 1)) return 'a DISCONNECT where none may be';
    try {
      decodePacket(packet, version);
    } catch (error) {
      return `the broker sent ${hex(packet)}: ${String(error)}`;
    }
  }
  return null;
}

function verdict(fuzzCase: FuzzCase, packets: readonly Uint8Array[], version: 4 | 5): string | null {
  const { expectation } = fuzzCase;
  const last = packets.at(-1) ?? new Uint8Array(0);
  const reason = (last[0] ?? 0) >> 4 === DISCONNECT ? (last[2] ?? 0) : null;
  const accepted = packets[0]?.[3] === 0;
  switch (expectation.kind) {
    case 'served':
      return last[0] === 0xd0 || packets.some(([first]) => first === 0xd0) ? null : `not served, at last ${hex(last)}`;
    case 'refused': {
      if (!accepted) return 'its CONNECT was not accepted';
      if (version < 5) return null; // that it ended is all that can be said there
      const reasons = [...expectation.fault.reasons, SESSION_TAKEN_OVER];
      const named = reason !== null && reasons.includes(reason);
      return named ? null : `${expectation.fault.name} was answered by ${hex(last)}`;
    }
    case 'ended': {
      const silent = version === 5 && accepted && reason === null && !saysGoodbye(fuzzCase);
      return silent ? `closed in MQTT 5 without a DISCONNECT, at last ${hex(last)}` : null;
    }
    case 'survived':
      return null;
  }
}

/** Whether some packet of the client is a DISCONNECT, behind which nothing is looked at and nothing answered. */
function saysGoodbye({ chunks }: FuzzCase): boolean {
  let found = false;
  const scanner = new PacketScanner((bytes, start) => {
    if ((bytes[start] ?? 0) >> 4 === DISCONNECT) found = true;
  });
  scanner.push(Buffer.concat(chunks));
  return found;
}

function hex(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 60)).toString('hex');
  return bytes.length === 0 ? 'nothing' : bytes.length > 60 ? `${text}…` : text;
}
