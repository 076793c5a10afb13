/** Reads the words of a call: which command, with which options. Only what works is accepted. */

import { parseArgs } from 'node:util';
import type { BrokerOptions } from '../../shared/engineApi';
import { QoScopeError, type SentenceCode } from '../../shared/sentences';

/** What the person asked for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'broker'; readonly options: BrokerOptions; readonly json: boolean };

/** Text for --help. */
export const HELP = `qoscope: MQTT Quality of Service on the command line

  qoscope broker [--host ADDRESS] [--port N] [--maximum-packet-size BYTES] [--json]
      Runs a broker and prints every delivery when it ends; the open ones when it stops (Ctrl+C).
      --host ADDRESS               address to listen on; 127.0.0.1 without it
      --port N                     0 to 65535; 0 lets the system choose; 1883 without it
      --maximum-packet-size BYTES  largest packet that is accepted, 1024 to 268435460; 16777216 without it
      --json                       one JSON object in a line, for scripts

  qoscope --help
  qoscope --version

Exit status: 0; 1 when something failed, such as a port that is taken; 2 when the words of the call are wrong.
`;

const OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string' },
  'maximum-packet-size': { type: 'string' },
  json: { type: 'boolean' },
} as const;

const GENERAL = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } } as const;

type OptionToken = {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

type Known = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>;

/** Throws a QoScopeError with a code `commandLine.…` that names the wrong word. */
export function readCommand(words: readonly string[]): Command {
  const [first, ...rest] = words;
  if (first === 'broker') return readBroker(rest);
  const { values, extra } = read(words, GENERAL);
  if (extra !== null) throw new QoScopeError('commandLine.unknownCommand', { word: extra });
  if (values.has('help')) return { kind: 'help' };
  if (values.has('version')) return { kind: 'version' };
  throw new QoScopeError('commandLine.noCommand');
}

function readBroker(words: readonly string[]): Command {
  const { values, extra } = read(words, { ...OPTIONS, ...GENERAL });
  if (extra !== null) throw new QoScopeError('commandLine.extraWord', { word: extra });
  if (values.has('help')) return { kind: 'help' };
  if (values.has('version')) return { kind: 'version' };
  const options: BrokerOptions = {
    host: values.get('host') ?? '127.0.0.1',
    port: wholeNumber(values, 'port', 0, 65_535, 1883),
    maximumPacketSize: wholeNumber(values, 'maximum-packet-size', 1024, 268_435_460, 16_777_216),
  };
  return { kind: 'broker', options, json: values.has('json') };
}

/** Values by option name ("" for a switch) and the first word that is no option. The last of several values counts. */
function read(words: readonly string[], known: Known): { values: Map<string, string>; extra: string | null } {
  const values = new Map<string, string>();
  let extra: string | null = null;
  const { tokens } = parseArgs({ args: [...words], options: known, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') extra ??= token.value;
    if (token.kind === 'option') values.set(token.name, valueOf(token, known[token.name]));
  }
  return { values, extra };
}

function valueOf({ rawName, value, inlineValue }: OptionToken, known: Known[string] | undefined): string {
  const wrong = (code: SentenceCode, word = ''): QoScopeError => new QoScopeError(code, { option: rawName, word });
  if (known === undefined) throw wrong('commandLine.unknownOption', rawName);
  if (known.type === 'boolean' && value !== undefined) throw wrong('commandLine.needlessValue', value);
  // "--port --json": what looks like the next option is no value, unless it is written --port=--json.
  const isNext = inlineValue !== true && value?.startsWith('-') === true;
  if (known.type === 'string' && (value === undefined || value === '' || isNext)) {
    throw wrong('commandLine.missingValue');
  }
  return value ?? '';
}

function wholeNumber(
  values: ReadonlyMap<string, string>,
  name: string,
  minimum: number,
  maximum: number,
  otherwise: number,
): number {
  const word = values.get(name);
  if (word === undefined) return otherwise;
  const number = Number(word);
  if (/^\d+$/.test(word) && number >= minimum && number <= maximum) return number;
  throw new QoScopeError('commandLine.badNumber', { option: `--${name}`, minimum, maximum, word });
}
