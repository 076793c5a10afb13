/** QoScope's engine without VS Code: `qoscope broker`, `qoscope trace`. */

import { runCommandLine } from './engine/commandLine/run';
import { productVersion } from './engine/version';

const stopped = new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
  // Who reads the output has gone (`| head`): nothing is left to do.
  process.stdout.on('error', () => resolve());
});

async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stopped,
    version: productVersion(),
  });
}

void main(); // what it does not expect ends the process with the error, as Node does it
