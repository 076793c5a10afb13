/** Reads the words of a call: which command, with which options. Only what works is accepted. */

import path from 'node:path';

import type { BrokerOptions, BrokerSwitches } from '../../shared/engineApi';
import { QoScopeError } from '../../shared/sentences';
import { CERTIFICATE_HELP, readCertificateCommand, type CertificateCommand } from './certificateCommand';
import { DOOR_HELP, DOOR_OPTIONS, readDoors } from './doorWords';
import { GENERAL, readOptions, wholeNumber } from './options';
import { readSwitches, SWITCH_HELP, SWITCH_OPTIONS } from './switchWords';
import { readTrace, TRACE_HELP, type TraceCommand } from './traceWords';

/** What the person asked for. */
export type Command =
  { readonly kind: 'help' } | { readonly kind: 'version' } | TraceCommand | CertificateCommand | BrokerCommand;

/** `qoscope broker`. */
export interface BrokerCommand {
  readonly kind: 'broker';
  readonly options: BrokerOptions;
  readonly switches: BrokerSwitches;
  /** The file of users; null lets everybody in. */
  readonly users: string | null;
  /** The capture that all packets are written to; null for none. */
  readonly trace: string | null;
  readonly json: boolean;
}

/** Text for --help. */
export const HELP = `qoscope: MQTT Quality of Service on the command line

  qoscope broker [--host ADDRESS] [--open] [--port N] [--maximum-packet-size BYTES] [--store DIR] [--users FILE] [--trace FILE.pcapng] [SWITCH…] [--json]
      Runs a broker and prints every delivery when it ends; the open ones when it stops (Ctrl+C).
      --host ADDRESS               address to listen on; 127.0.0.1 without it
      --open                       lets it listen beyond this machine without --users: whoever reaches it may use it then
      --port N                     0 to 65535; 0 lets the system choose; 1883 without it
      --maximum-packet-size BYTES  largest packet that is accepted, 1024 to 268435460; 16777216 without it
      --store DIR                  keeps sessions, queues, QoS 2 state, wills and retained messages in that folder, across
                                   a stop and a crash; needs Node 22.13 or newer. One broker at a time
      --users FILE                 who may use it, and for which topics; everybody without it
      --trace FILE.pcapng          writes every packet there as it comes, for Wireshark, tshark and "qoscope trace";
                                   what TLS and WebSockets carry stands there in the clear, passwords too
${DOOR_HELP}
      --json                       one JSON object in a line, for scripts
${SWITCH_HELP}
${CERTIFICATE_HELP}
${TRACE_HELP}
  qoscope --help
  qoscope --version

Exit status: 0; 1 when something failed, such as a port that is taken or a capture that cannot be read; 2 when the words of the call are wrong.
`;

const OPTIONS = {
  host: { type: 'string' },
  open: { type: 'boolean' },
  port: { type: 'string' },
  'maximum-packet-size': { type: 'string' },
  store: { type: 'string' },
  users: { type: 'string' },
  trace: { type: 'string' },
  json: { type: 'boolean' },
  ...DOOR_OPTIONS,
  ...SWITCH_OPTIONS,
} as const;

/** Throws a QoScopeError with a code `commandLine.…` that names the wrong word. */
export function readCommand(words: readonly string[]): Command {
  const [first, ...rest] = words;
  if (first === 'broker') return readBroker(rest);
  if (first === 'trace') return readTrace(rest);
  if (first === 'cert') return readCertificateCommand(rest);
  const { values, others } = readOptions(words, GENERAL);
  if (others[0] !== undefined) throw new QoScopeError('commandLine.unknownCommand', { word: others[0] });
  if (values.has('help')) return { kind: 'help' };
  if (values.has('version')) return { kind: 'version' };
  throw new QoScopeError('commandLine.noCommand');
}

function readBroker(words: readonly string[]): Command {
  const read = readOptions(words, { ...OPTIONS, ...GENERAL });
  const { values, others } = read;
  if (others[0] !== undefined) throw new QoScopeError('commandLine.extraWord', { word: others[0] });
  if (values.has('help')) return { kind: 'help' };
  if (values.has('version')) return { kind: 'version' };
  const store = values.get('store');
  const doors = readDoors(read);
  const options: BrokerOptions = {
    host: values.get('host') ?? '127.0.0.1',
    ...(values.has('open') ? { openToAll: true } : {}),
    port: numberOr(values, 'port', 0, 65_535, 1883),
    maximumPacketSize: numberOr(values, 'maximum-packet-size', 1024, 268_435_460, 16_777_216),
    ...(doors === undefined ? {} : { doors }),
    ...(store === undefined ? {} : { store: { directory: path.resolve(store), owner: 'qoscope broker' } }),
  };
  const users = values.get('users') ?? null;
  const trace = values.get('trace') ?? null;
  return { kind: 'broker', options, switches: readSwitches(read), users, trace, json: values.has('json') };
}

function numberOr(
  values: ReadonlyMap<string, string>,
  name: string,
  minimum: number,
  maximum: number,
  otherwise: number,
): number {
  const word = values.get(name);
  return word === undefined ? otherwise : wholeNumber(name, word, minimum, maximum);
}
