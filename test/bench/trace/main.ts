/**
 * `npm run bench:trace`: how fast packets become rows, what they cost in memory, how fast captures open, and what tracing
 * costs the extension host. `--quick` gives a first idea; `--only` one of its parts. The tables are Markdown.
 */

import { parseArgs } from 'node:util';

import { loadAverage, machineWords, print } from '../../support/terminal';
import { figure, table } from '../broker/table';
import { measureEndToEnd } from './endToEnd';
import { measureExtensionHost } from './extensionHost';
import { measureFraming } from './framing';
import { measureMemory } from './memory';
import { measureOpening } from './opening';

/** Each part by its name; `share` of the full size. */
const PARTS: Readonly<Record<string, (share: number) => string | Promise<string>>> = {
  memory: (share) => measureMemory(1_000_000 * share),
  framing: (share) => framingTable(Math.ceil(500_000 * share)),
  opening: (share) => measureOpening(1_000_000 * share, 3),
  sockets: (share) => measureEndToEnd(60 * share, Math.ceil(100_000 * share)),
  host: (share) => measureExtensionHost(Math.ceil(12 * share)),
};

const QUICK = 0.1;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
  const names = values.only === undefined ? Object.keys(PARTS) : [values.only];
  print(`Trace benchmark, ${new Date().toISOString()}, ${machineWords()}`);
  for (const name of names) {
    const part = PARTS[name];
    if (part === undefined)
      throw new Error(`There is no part "${name}": choose one of ${Object.keys(PARTS).join(', ')}.`);
    print(`\n## ${name}\n`);
    print(await part(values.quick === true ? QUICK : 1));
  }
  print(`\nDone, ${loadAverage()}`);
}

function framingTable(handshakes: number): string {
  const { large, single, peer } = measureFraming({ handshakes, rounds: 5 });
  const row = (name: string, rate: number): string[] => [
    name,
    figure(rate),
    figure(1e9 / rate),
    figure(rate / peer, 1),
  ];
  return table([
    ['packets to rows, one thread', 'packets/s', 'ns', 'ratio'],
    row('our trace, chunks of 64 KiB', large),
    row('our trace, a packet in each chunk', single),
    row("mqtt-packet's decode alone", peer),
  ]);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
