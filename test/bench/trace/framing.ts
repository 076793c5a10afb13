/** How fast bytes become rows: framed, topics interned, deliveries followed, rules checked; beside mqtt-packet's decode. */

import { parser } from 'mqtt-packet';

import { systemClock } from '../../../src/engine/clock';
import { LARGEST_PACKET } from '../../../src/engine/wire/variableByteInteger';
import { Trace } from '../../../src/engine/trace/trace';
import { Framer, type FramerListener } from '../../../src/engine/wire/framer';
import type { Sentence } from '../../../src/shared/sentences';
import { handshakes, opening, type StreamPacket } from './handshakeStream';

/** The default bound of the live trace. */
const MAXIMUM_BYTES = 256 * 1024 * 1024;

/** How many handshakes come in one chunk where chunks are large: about 64 KiB. */
const LARGE_CHUNK = 630;

/** Packets in a second, round by round. */
export interface FramingFigures {
  /** Many packets in each chunk. */
  readonly large: readonly number[];
  /** One packet in each chunk. */
  readonly single: readonly number[];
  /** mqtt-packet's decode alone, many packets in each chunk. */
  readonly peer: readonly number[];
}

/** What one form of the run does. */
export interface FramingPlan {
  readonly handshakes: number;
  readonly rounds: number;
}

/**
 * Handshakes that are made; they are played again and again, so that the load itself burdens no garbage collection: a single
 * chunk for each packet is a Buffer that every collection marks.
 */
const BATCH = 4 * LARGE_CHUNK;

/** Chunks, and how often they are played. */
interface Load {
  readonly chunks: readonly StreamPacket[];
  readonly times: number;
}

/** Taken in turns, so that all meet the same machine. */
export function measureFraming(plan: FramingPlan): FramingFigures {
  const times = Math.ceil(plan.handshakes / BATCH);
  const large = { chunks: inChunks(handshakes(BATCH), LARGE_CHUNK), times };
  const single = { chunks: inChunks(handshakes(BATCH), 1), times };
  const packets = 2 * BATCH * times;
  const [ours, alone, peer]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < plan.rounds; round++) {
    ours.push(rate(packets, () => record(large)));
    alone.push(rate(packets, () => record(single)));
    peer.push(rate(packets, () => decode(large)));
  }
  return { large: ours, single: alone, peer };
}

/** Chunks of `size` PUBLISHes, each with the chunk of their answers behind it. */
function inChunks(stream: readonly StreamPacket[], size: number): StreamPacket[] {
  const chunks: StreamPacket[] = [];
  for (let i = 0; i < stream.length; i += 2 * size) {
    const part = stream.slice(i, i + 2 * size);
    for (const from of ['client', 'broker'] as const) {
      chunks.push({
        from,
        bytes: Buffer.concat(part.filter((packet) => packet.from === from).map(({ bytes }) => bytes)),
      });
    }
  }
  return chunks;
}

function rate(packets: number, run: () => number): number {
  const began = performance.now();
  const seen = run();
  const seconds = (performance.now() - began) / 1000;
  if (seen !== packets) throw new Error(`${String(seen)} of ${String(packets)} packets were seen.`);
  return packets / seconds;
}

/** Gives how many packets became rows, beside those of the opening. */
function record({ chunks, times }: Load): number {
  const trace = new Trace({ trace: 1, maximumBytes: MAXIMUM_BYTES, clock: systemClock });
  const ends = { clientAddress: '127.0.0.1:50000', brokerAddress: '127.0.0.1:1883' };
  const wire = trace.openWire({ broker: 'local', ...ends }, systemClock.now());
  const begun = opening();
  for (const { from, bytes } of begun) wire.packet(from, bytes, systemClock.now());
  let time = systemClock.now();
  const into = (from: StreamPacket['from']): Framer =>
    framerOf((bytes, start, end) => wire.packetIn(from, bytes, start, end, time) > 0);
  const framers = { client: into('client'), broker: into('broker') };
  for (let i = 0; i < times; i++) {
    for (const { from, bytes } of chunks) {
      time = systemClock.now(); // taken once for each chunk, as at a capture's frame
      wire.together(() => framers[from].push(bytes));
    }
  }
  const { packets, dropped, inFlight } = trace.counts();
  if (inFlight !== 0) throw new Error(`${String(inFlight)} deliveries are open still.`);
  trace.close();
  return packets + dropped - begun.length;
}

function framerOf(packetIn: FramerListener['packetIn']): Framer {
  const fault = ({ code }: Sentence): void => {
    throw new Error(code);
  };
  return new Framer({ packetIn, fault }, LARGEST_PACKET);
}

function decode({ chunks, times }: Load): number {
  const parsers = { client: parser({ protocolVersion: 4 }), broker: parser({ protocolVersion: 4 }) };
  let seen = 0;
  for (const each of Object.values(parsers)) each.on('packet', () => seen++);
  for (let i = 0; i < times; i++) for (const { from, bytes } of chunks) parsers[from].parse(bytes);
  return seen;
}
