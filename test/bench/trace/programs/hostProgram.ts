/**
 * A main thread in the place of VS Code's extension host: the engine in its worker, events heard as the host hears them,
 * and nothing visible that would ask. `hostProgram ENGINE LOAD SECONDS` prints its figures as JSON.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

import type { EngineEvents, EngineOptions, EngineRequests, TraceCounts } from '../../../../src/shared/engineApi';
import { RpcEndpoint, type MessagePipe } from '../../../../src/shared/rpc';
import type { LoadSecond } from './loadProgram';

/** What the program says; times in milliseconds, utilisation from 0 to 1. */
export interface HostFigures {
  readonly idle: HostStretch;
  readonly traced: HostStretch;
  /** 99th percentile from publishing to arrival, while the main thread is blocked for 200 ms in each second. */
  readonly blockedMessageP99: number;
  readonly messageP99: number;
  readonly packetsPerSecond: number;
}

/** A stretch of time of the main thread. */
export interface HostStretch {
  readonly utilisation: number;
  readonly delayP99: number;
}

interface EngineProtocol {
  readonly Called: EngineRequests;
  readonly Served: Record<string, never>;
  readonly Sent: Record<string, never>;
  readonly Heard: EngineEvents;
}

/** Four packets each: 20,000 packets a second. */
const MESSAGES_A_SECOND = 5000;
const BLOCKED = 200;

async function main(): Promise<void> {
  const [engineFile = '', loadFile = '', seconds = '10'] = process.argv.slice(2);
  const options: EngineOptions = { maximumTraceBytes: 256 * 1024 * 1024 };
  const worker = new Worker(engineFile, { workerData: options });
  const endpoint = new RpcEndpoint<EngineProtocol>(pipeTo(worker), {}, fail);
  let events = 0;
  endpoint.on('traceChanged', () => events++);
  const idle = await stretch(Number(seconds));
  const broker = { host: '127.0.0.1', port: 0, maximumPacketSize: 1_048_576 };
  const status = await endpoint.call('broker.start', broker);
  const load = fork(loadFile, [String(status.address?.port ?? 0), String(MESSAGES_A_SECOND)]);
  const latencies: number[] = [];
  load.on('message', (second: LoadSecond) => void latencies.push(...second.latencies));
  await stretch(2); // warms up
  latencies.length = 0;
  const before: TraceCounts = await endpoint.call('trace.counts', { trace: 1 });
  const traced = await stretch(Number(seconds));
  const after: TraceCounts = await endpoint.call('trace.counts', { trace: 1 });
  const messageP99 = percentile(latencies);
  latencies.length = 0;
  await blockedStretch(Number(seconds));
  const blockedMessageP99 = percentile(latencies);
  if (events === 0) throw new Error('The engine told nothing of its trace.');
  const packets = after.packets + after.dropped - before.packets - before.dropped;
  const packetsPerSecond = packets / Number(seconds);
  const figures: HostFigures = { idle, traced, messageP99, blockedMessageP99, packetsPerSecond };
  load.disconnect();
  await once(load, 'exit');
  await endpoint.call('engine.close', null);
  await worker.terminate();
  process.stdout.write(JSON.stringify(figures));
}

async function stretch(seconds: number): Promise<HostStretch> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const before = performance.eventLoopUtilization();
  delay.enable();
  await pause(seconds * 1000);
  delay.disable();
  const { utilization } = performance.eventLoopUtilization(before);
  return { utilisation: utilization, delayP99: delay.percentile(99) / 1e6 };
}

async function blockedStretch(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    const began = performance.now();
    while (performance.now() - began < BLOCKED);
    await pause(1000 - BLOCKED);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function percentile(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length * 0.99)] ?? NaN;
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
