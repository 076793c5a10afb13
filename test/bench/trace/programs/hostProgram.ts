/**
 * A main thread in the place of VS Code's extension host: the engine in its worker, its events heard as the host hears
 * them. Stretches of a few seconds follow each other in turn (idle, traced with nothing visible, traced with something
 * visible), so that what else the machine does falls on all alike. Then the thread is blocked again and again, while messages
 * go in turn through our broker and through another one in a process of its own, which a blocked thread of ours can delay
 * only as far as the machine has too few processors. `hostProgram ENGINE LOAD ROUNDS SECONDS PORT` prints JSON; PORT is
 * the other broker's.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay, performance, type IntervalHistogram } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

import type { EngineEvents, EngineOptions, EngineRequests } from '../../../../src/shared/engineApi';
import { RpcEndpoint, type MessagePipe } from '../../../../src/shared/rpc';
import type { LoadOrder, LoadReport } from './loadProgram';

/** What the program says; times in milliseconds, utilisation from 0 to 1. */
export interface HostFigures {
  readonly idle: KindFigures;
  readonly hidden: KindFigures;
  readonly visible: KindFigures;
  /** While the main thread is blocked for 200 ms in each second. */
  readonly blocked: BlockedFigures;
  readonly packetsPerSecond: number;
}

/** 99th percentiles from publishing to arrival: of all messages of all stretches. */
export interface BlockedFigures {
  readonly messageP99: number;
  /** The same through the other broker. */
  readonly peerMessageP99: number;
  /** Through the other broker, while nothing is blocked. */
  readonly peerFreeMessageP99: number;
}

/** All stretches of one kind together. */
export interface KindFigures {
  readonly utilisation: number;
  /** Of all stretches in one histogram. */
  readonly delayP99: number;
  /** Median over the rounds of how far its delay's p99 lies above the idle stretch of the same round. */
  readonly aboveIdle: number;
  /** Events heard in a second. */
  readonly events: number;
  readonly messageP99: number;
}

interface EngineProtocol {
  readonly Called: EngineRequests;
  readonly Served: Record<string, never>;
  readonly Sent: Record<string, never>;
  readonly Heard: EngineEvents;
}

type Kind = 'idle' | 'hidden' | 'visible';

const KINDS: readonly Kind[] = ['idle', 'hidden', 'visible'];

/** Four packets each: 20,000 packets a second. */
const MESSAGES_A_SECOND = 5000;
const BLOCKED = 200;

/** Each stretch of blocking has so many of those seconds. */
const BLOCKED_SECONDS = 3;

/** How long a change of the load is left to settle, in milliseconds. */
const SETTLING = 500;

/** One stretch of one kind after the other. */
class KindRecord {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 5 });
  private active = 0;
  private lasted = 0;
  private events = 0;
  readonly latencies: number[] = [];
  readonly p99s: number[] = [];

  /** Measures one stretch; `events` gives how many were heard so far. */
  async stretch(milliseconds: number, events: () => number): Promise<void> {
    const own = monitorEventLoopDelay({ resolution: 5 });
    const eventsBefore = events();
    const before = performance.eventLoopUtilization();
    own.enable();
    this.delay.enable();
    await pause(milliseconds);
    this.delay.disable();
    own.disable();
    const { active, idle } = performance.eventLoopUtilization(before);
    this.active += active;
    this.lasted += active + idle;
    this.events += events() - eventsBefore;
    this.p99s.push(own.percentile(99) / 1e6);
  }

  figures(idle: KindRecord): KindFigures {
    return {
      utilisation: this.active / this.lasted,
      delayP99: this.delay.percentile(99) / 1e6,
      aboveIdle: percentile(
        this.p99s.map((p99, round) => p99 - (idle.p99s[round] ?? NaN)),
        0.5,
      ),
      events: (this.events / this.lasted) * 1000,
      messageP99: percentile(this.latencies, 0.99),
    };
  }
}

async function main(): Promise<void> {
  const [engineFile = '', loadFile = '', rounds = '10', seconds = '3', peerPort = ''] = process.argv.slice(2);
  const options: EngineOptions = { maximumTraceBytes: 256 * 1024 * 1024 };
  const worker = new Worker(engineFile, { workerData: options });
  const endpoint = new RpcEndpoint<EngineProtocol>(pipeTo(worker), {}, fail);
  let events = 0;
  endpoint.on('traceChanged', () => events++);
  const broker = { host: '127.0.0.1', port: 0, maximumPacketSize: 1_048_576 };
  const status = await endpoint.call('broker.start', broker);
  const load = fork(loadFile, [String(status.address?.port ?? 0)]);
  await paced(load, MESSAGES_A_SECOND);
  await pause(2000); // warms up
  const records = { idle: new KindRecord(), hidden: new KindRecord(), visible: new KindRecord() };
  let [packets, traced] = [0, 0];
  for (let round = 0; round < Number(rounds); round++) {
    for (const kind of turned(KINDS, round)) {
      await endpoint.call('engine.watched', { watched: kind === 'visible' });
      await paced(load, kind === 'idle' ? 0 : MESSAGES_A_SECOND);
      await pause(SETTLING);
      const [before, began] = [await packetsOf(endpoint), performance.now()];
      await records[kind].stretch(Number(seconds) * 1000, () => events);
      if (kind !== 'idle') {
        packets += (await packetsOf(endpoint)) - before;
        traced += (performance.now() - began) / 1000;
      }
      records[kind].latencies.push(...(await paced(load, 0)));
    }
  }
  if (events === 0) throw new Error('The engine told nothing of its trace.');
  const peerLoad = fork(loadFile, [peerPort]);
  const blocked = await blockedFigures(load, peerLoad, Math.ceil(Number(rounds) / 2));
  const [idle, hidden, visible] = KINDS.map((kind) => records[kind].figures(records.idle)) as [
    KindFigures,
    KindFigures,
    KindFigures,
  ];
  const figures: HostFigures = { idle, hidden, visible, blocked, packetsPerSecond: packets / traced };
  for (const child of [load, peerLoad]) {
    child.disconnect();
    await once(child, 'exit');
  }
  await endpoint.call('engine.close', null);
  await worker.terminate();
  process.stdout.write(JSON.stringify(figures));
}

/** Each round begins with another kind. */
function turned(kinds: readonly Kind[], round: number): readonly Kind[] {
  const first = round % kinds.length;
  return [...kinds.slice(first), ...kinds.slice(0, first)];
}

/** Sets the pace of the load, and gives how long each message took that came since it was set last. */
async function paced(load: ChildProcess, messagesPerSecond: number): Promise<readonly number[]> {
  const answered = once(load, 'message') as Promise<[LoadReport]>;
  load.send({ messagesPerSecond } satisfies LoadOrder);
  const [{ latencies }] = await answered;
  return latencies;
}

async function packetsOf(endpoint: RpcEndpoint<EngineProtocol>): Promise<number> {
  const { packets, dropped } = await endpoint.call('trace.counts', { trace: 1 });
  return packets + dropped;
}

/** Our broker and the other one in turn. */
async function blockedFigures(load: ChildProcess, peerLoad: ChildProcess, rounds: number): Promise<BlockedFigures> {
  const [own, peer, peerFree]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    own.push(...(await stretchOf(load, BLOCKED)));
    peer.push(...(await stretchOf(peerLoad, BLOCKED)));
    peerFree.push(...(await stretchOf(peerLoad, 0)));
  }
  const p99 = (latencies: number[]): number => percentile(latencies, 0.99);
  return { messageP99: p99(own), peerMessageP99: p99(peer), peerFreeMessageP99: p99(peerFree) };
}

/** Messages for a few seconds, in each of which this thread is blocked for so many milliseconds. */
async function stretchOf(load: ChildProcess, blocked: number): Promise<readonly number[]> {
  await paced(load, MESSAGES_A_SECOND);
  await pause(SETTLING);
  await paced(load, MESSAGES_A_SECOND); // what came until the load had settled is left out
  for (let second = 0; second < BLOCKED_SECONDS; second++) {
    const began = performance.now();
    while (performance.now() - began < blocked);
    await pause(1000 - blocked);
  }
  return paced(load, 0);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function percentile(values: number[], share: number): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length * share)] ?? NaN;
}

function pipeTo(worker: Worker): MessagePipe {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen: (listener) => {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
  };
}

function fail(error: Error): void {
  throw error;
}

void main(); // a failure ends the process with the error
