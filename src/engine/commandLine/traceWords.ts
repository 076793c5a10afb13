/** Reads the words of `qoscope trace`. */

import { parseFilter } from '../../shared/filter/parser';
import { QoScopeError } from '../../shared/sentences';
import { GENERAL, readOptions, wholeNumber } from './options';

/** What can be shown of a capture. */
export const TRACE_VIEWS = ['packets', 'deliveries', 'sessions', 'findings', 'journeys', 'matrix'] as const;

/** What can be shown of a capture. */
export type TraceView = (typeof TRACE_VIEWS)[number];

/** What the person asked for. */
export interface TraceCommand {
  readonly kind: 'trace';
  readonly file: string;
  /** Ports where MQTT is expected beside 1883. */
  readonly ports: readonly number[];
  /** A file of TLS keys, or null. */
  readonly keyLog: string | null;
  /** Whether every connection of its clients is in it. */
  readonly isComplete: boolean;
  /** An expression of the filter language that can be read; empty for everything. */
  readonly filter: string;
  /** At least one. */
  readonly views: readonly TraceView[];
  readonly json: boolean;
}

/** Text for --help. */
export const TRACE_HELP = `  qoscope trace FILE [--port N]... [--key-log FILE] [--complete] [--filter EXPR]
                     [--packets] [--deliveries] [--sessions] [--findings]
                     [--journeys] [--matrix] [--json]
      Shows the MQTT in a capture (pcap or pcapng); its deliveries where nothing else is asked for.
      --port N                     MQTT is there too, beside 1883 and where a CONNECT is seen; 1 to 65535
      --key-log FILE               keys of TLS connections, as programs write them where SSLKEYLOGFILE is set
      --complete                   the capture has every connection of its clients: findings then reach from
                                   one to the next, and tell what was not sent again, or without DUP
      --filter EXPR                only packets, deliveries, findings and journeys that fit, such as
                                   'mqtt.qos == 2 && mqtt.topic contains "alarm"'; docs/filter.md tells the rest
      --packets                    every control packet, after the wires that they are on
      --deliveries                 every message on its way over one session, with its handshake
      --sessions                   what each client has at its broker at the end of the capture
      --findings                   every rule of MQTT that a packet broke, and pitfalls
      --journeys                   every message from its publisher to each subscriber; inferred from topic,
                                   payload, QoS and order
      --matrix                     effective QoS by the QoS published and granted, as predicted and as seen
      --json                       one JSON object in a line, for scripts
`;

const OPTIONS = {
  port: { type: 'string' },
  'key-log': { type: 'string' },
  complete: { type: 'boolean' },
  filter: { type: 'string' },
  packets: { type: 'boolean' },
  deliveries: { type: 'boolean' },
  sessions: { type: 'boolean' },
  findings: { type: 'boolean' },
  journeys: { type: 'boolean' },
  matrix: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** Throws a QoScopeError with a code `commandLine.…` that names the wrong word, or filter.… */
export function readTrace(
  words: readonly string[],
): TraceCommand | { readonly kind: 'help' } | { readonly kind: 'version' } {
  const { values, lists, others } = readOptions(words, { ...OPTIONS, ...GENERAL });
  if (values.has('help')) return { kind: 'help' };
  if (values.has('version')) return { kind: 'version' };
  const [file, extra] = others;
  if (file === undefined) throw new QoScopeError('commandLine.noFile');
  if (extra !== undefined) throw new QoScopeError('commandLine.extraWord', { word: extra });
  const ports = (lists.get('port') ?? []).map((word) => wholeNumber('port', word, 1, 65_535));
  const views = TRACE_VIEWS.filter((view) => values.has(view));
  const keyLog = values.get('key-log') ?? null;
  const isComplete = values.has('complete');
  const filter = readable(values.get('filter') ?? '');
  const shown = views.length === 0 ? (['deliveries'] as const) : views;
  return { kind: 'trace', file, ports, keyLog, isComplete, filter, views: shown, json: values.has('json') };
}

/** The expression; throws filter.… with the `expression` among its arguments, so that its column can be shown. */
function readable(expression: string): string {
  try {
    parseFilter(expression);
  } catch (error) {
    if (!(error instanceof QoScopeError)) throw error;
    throw new QoScopeError(error.code, { ...error.args, expression });
  }
  return expression;
}
