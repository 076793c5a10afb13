/** One call of the command line from its words to its exit status. */

import { QoScopeError, type Sentence } from '../../shared/sentences';
import { isLoopback } from '../../shared/transports';
import { caret } from './caret';
import { asJson, asWords, type OutputRecord } from './records';
import { LineBuffer } from './lineBuffer';
import type { TraceCommand } from './traceWords';
import { sayHere } from './sayHere';
import { HELP, readCommand, type BrokerCommand, type Command } from './words';

/** Where a call's output goes, and what ends it. */
export interface Surroundings {
  out(text: string): void;
  err(text: string): void;
  /** Resolves when a command that runs on has to stop. */
  readonly stopped: Promise<void>;
  readonly version: string;
}

/** 0; 1 when the command failed; 2 when its words are wrong. Faults of our own reject. */
export async function runCommandLine(words: readonly string[], around: Surroundings): Promise<0 | 1 | 2> {
  const command = understand(words, around);
  if (command === null) return 2;
  try {
    await carryOut(command, around);
    return 0;
  } catch (error) {
    if (!(error instanceof QoScopeError)) throw error;
    around.err(`${sayHere(error)}\n`);
    return 1;
  }
}

function understand(words: readonly string[], around: Surroundings): Command | null {
  try {
    return readCommand(words);
  } catch (error) {
    if (!(error instanceof QoScopeError)) throw error;
    around.err(`${sayHere(error)}\n${caret(error)}`);
    return null;
  }
}

/** Each command is loaded when it is called: the broker's servers alone would make every call start later. */
async function carryOut(command: Command, around: Surroundings): Promise<void> {
  if (command.kind === 'help') around.out(HELP);
  else if (command.kind === 'version') around.out(`${around.version}\n`);
  else if (command.kind === 'trace') await trace(command, around);
  else if (command.kind === 'cert') {
    const { runCertificate } = await import('./certificateCommand.js');
    around.out(await runCertificate(command));
  } else {
    const { runBroker } = await import('./brokerCommand.js');
    const form = command.json ? asJson : asWords;
    const { stopped, version } = around;
    warnOfStrangers(command, around);
    const print = (record: OutputRecord): void => around.out(`${form(record)}\n`);
    await runBroker(command, { print, note: (sentence) => note(sentence, around), stopped, version });
  }
}

/** Beyond this machine a broker without users is anybody's; here nobody can be asked, and scripts mean what they say. */
function warnOfStrangers({ options: { host, openToAll }, users }: BrokerCommand, around: Surroundings): void {
  if (isLoopback(host) || users !== null || openToAll !== true) return;
  note({ code: 'commandLine.openToAll', args: { host } }, around);
}

function note(sentence: Sentence, around: Surroundings): void {
  around.err(`${sayHere(sentence)}\n`);
}

async function trace(command: TraceCommand, around: Surroundings): Promise<void> {
  const { runTrace } = await import('./traceCommand.js');
  const form = command.json ? asJson : asWords;
  const lines = new LineBuffer((text) => around.out(text));
  try {
    await runTrace(command, {
      print: (record) => lines.add(form(record)),
      note: (sentence) => note(sentence, around),
    });
  } finally {
    lines.flush();
  }
}
