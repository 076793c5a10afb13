/** QoScope's engine without VS Code: `qoscope broker`, `qoscope trace`. */

import { runCommandLine } from './engine/commandLine/run';
import { sayHere } from './engine/commandLine/sayHere';
import { productVersion } from './engine/version';
import { QoScopeError } from './shared/sentences';

const stopped = new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
  // Who reads the output has gone (`| head`): nothing is left to do.
  process.stdout.on('error', () => resolve());
});

// A store that can no longer be written ends the broker at once, in whichever turn that shows: nothing may be acknowledged.
process.once('uncaughtException', (error) => {
  process.stderr.write(`${error instanceof QoScopeError ? sayHere(error) : (error.stack ?? error.message)}\n`);
  process.exit(1);
});

async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stopped,
    version: productVersion(),
  });
}

void main(); // what it does not expect ends the process as an uncaught exception does
