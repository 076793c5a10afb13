import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { Clock } from '../../../src/engine/clock';
import type { WireRecorder } from '../../../src/engine/trace/recorder';
import { Trace } from '../../../src/engine/trace/trace';
import { PAGE_LIMIT } from '../../../src/shared/engineApi';
import type { Delivery, Finding, PacketType } from '../../../src/shared/model';
import { say } from '../../../src/shared/sentences';
import { importBytes } from '../../support/captures';
import { clientAddress, fileOf, framesOf, nextTime, type TapeFrame } from '../../support/traffic/frames';
import { spoil, spoilt, type Spoil } from '../../support/traffic/spoiling';
import type { TapeEvent } from '../../support/traffic/tape';
import { trafficOf, trafficStep } from '../../support/traffic/traffic';

const steps = fc.array(trafficStep, { minLength: 20, maxLength: 150 });

function read(frames: readonly TapeFrame[], isComplete: boolean): Trace {
  return importBytes(fileOf(frames), undefined, [], null, isComplete).trace;
}

/** What a trace finds that sees it all, and is asked after each packet what waits: what stalls then may go on later. */
function lived(events: readonly TapeEvent[]): Trace {
  let time = 0;
  const clock: Clock = { now: () => time, wall: () => time };
  const trace = new Trace({ trace: 1, maximumBytes: 16 * 1024 * 1024, clock });
  const wires = new Map<number, WireRecorder>();
  for (const event of events) {
    time = nextTime(time, event);
    trace.lookForStalls();
    const ends = { broker: 'x', clientAddress: clientAddress(event.wire), brokerAddress: '127.0.0.1:1883' };
    const wire = wires.get(event.wire) ?? trace.openWire({ ...ends, infers: true }, time);
    wires.set(event.wire, wire);
    if (event.kind === 'end') wire.close(time);
    else wire.packet(event.from, event.bytes, time);
  }
  return trace;
}

function findings(trace: Trace): readonly Finding[] {
  const { rows, more } = trace.findings(null, null, PAGE_LIMIT);
  assert.equal(more, false);
  return rows;
}

function errors(trace: Trace): string[] {
  const found = findings(trace).filter(({ severity }) => severity === 'error');
  return found.map(({ kind, rule, sentence, wire }) => `${kind} ${rule} wire ${wire} ${say(sentence)}`);
}

/** What is no error, with the client's end of the connection: numbers differ where something lacks. */
function pitfalls(trace: Trace): Set<string> {
  const ends = new Map(trace.wires().map(({ n, clientAddress }) => [n, clientAddress]));
  const found = findings(trace).filter(({ severity }) => severity === 'pitfall');
  // A loop is told of at its fifth connection: that is another one where one before lacks.
  return new Set(found.map(({ kind, wire }) => (kind === 'reconnectLoop' ? kind : `${kind} ${ends.get(wire ?? 0)}`)));
}

const QOS1 = new Set<PacketType>(['PUBLISH', 'PUBACK']);
const QOS2 = new Set<PacketType>(['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP']);

/** Where a delivery says something that its own packets deny. */
function contradictions(trace: Trace): string[] {
  const found: string[] = [];
  for (const n of trace.matchingDeliveries('')) {
    const { delivery, packets } = trace.delivery(n);
    const types = packets.map(({ type }) => type);
    if (!agrees(delivery, types)) {
      found.push(`${n}: QoS ${delivery.qos}, ${delivery.state}, waits for ${delivery.missing}: ${types.join(' ')}`);
    }
    if (new Set(packets.map(({ packetId }) => packetId)).size > 1) found.push(`${n} has two identifiers`);
  }
  return found;
}

function agrees({ qos, state, missing }: Delivery, types: readonly PacketType[]): boolean {
  const meant = qos === 1 ? QOS1 : QOS2;
  if (qos === 0) return types.join() === 'PUBLISH' && state === 'complete';
  const isOver = types.at(-1) === (qos === 1 ? 'PUBACK' : 'PUBCOMP');
  const isLate = types.includes(qos === 1 ? 'PUBACK' : 'PUBCOMP');
  if (!types.every((type) => meant.has(type))) return false;
  if (state === 'open') return missing !== null && !isOver;
  return state === 'complete' ? isLate : !isOver;
}

/** What such a capture still suffers. */
const WITHIN_CONNECTIONS = new Set<Spoil['kind']>(['lost', 'direction', 'repeated', 'swapped', 'cut']);

/** Whether of each connection that carried something a part is left: without any it is not in the capture. */
function hasEach(frames: readonly TapeFrame[], left: readonly TapeFrame[]): boolean {
  const carrying = (some: readonly TapeFrame[]) => new Set(some.filter(({ kept }) => kept > 0).map(({ wire }) => wire));
  return carrying(left).size === carrying(frames).size;
}

describe('a capture of clients and a broker that keep the rules', () => {
  it('gives no error where it has everything', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const trace = read(framesOf(trafficOf(list)), true);
        assert.deepEqual([...errors(trace), ...contradictions(trace)], []);
      }),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  it('gives no error whatever it lacks, nor a warning that the whole one does not give', () => {
    fc.assert(
      fc.property(steps, fc.array(spoil, { minLength: 1, maxLength: 2 }), (list, faults) => {
        const events = trafficOf(list);
        const frames = framesOf(events);
        const left = faults.reduce<readonly TapeFrame[]>(spoilt, frames);
        if (left.length === 0) return;
        const trace = read(left, false);
        assert.deepEqual([...errors(trace), ...contradictions(trace)], []);
        // Hours between two parts of a capture make what is open wait for as long.
        if (faults.some((fault) => fault.kind === 'hole' && fault.hours > 0)) return;
        // Of each delivery it is told once that it stalls: at first, or at the end.
        const known = new Set([...pitfalls(lived(events)), ...pitfalls(read(frames, true))]);
        assert.deepEqual(
          [...pitfalls(trace)].filter((pitfall) => !known.has(pitfall)),
          [],
        );
      }),
      { numRuns: 400 },
    );
  }).timeout(160_000);

  it('gives no error where it is said to have every connection, whatever lacks of these', () => {
    const within = spoil.filter(({ kind }) => WITHIN_CONNECTIONS.has(kind));
    fc.assert(
      fc.property(steps, fc.array(within, { minLength: 1, maxLength: 2 }), (list, faults) => {
        const frames = framesOf(trafficOf(list));
        const left = faults.reduce<readonly TapeFrame[]>(spoilt, frames);
        if (left.length > 0 && hasEach(frames, left)) assert.deepEqual(errors(read(left, true)), []);
      }),
      { numRuns: 200 },
    );
  }).timeout(60_000);
});
