/** The laboratory's switches as options of `qoscope broker`. */

import { DEFAULT_SWITCHES, type BrokerRefusal, type BrokerSwitches } from '../../shared/engineApi';
import { isQos, type Qos } from '../../shared/model';
import { isRefusal } from '../../shared/reasonCodes';
import { QoScopeError } from '../../shared/sentences';
import { parseSharedFilter, topicFilterFault } from '../../shared/topics';
import { wholeNumber, type Known, type Options } from './options';

/** The options, for `readOptions`. */
export const SWITCH_OPTIONS = {
  'max-qos': { type: 'string' },
  'receive-maximum': { type: 'string' },
  'session-expiry-limit': { type: 'string' },
  'queue-limit': { type: 'string' },
  'topic-alias-maximum': { type: 'string' },
  'server-keep-alive': { type: 'string' },
  overlap: { type: 'string' },
  'no-retain': { type: 'boolean' },
  refuse: { type: 'string' },
} as const satisfies Known;

/** Their part of --help. */
export const SWITCH_HELP = `
      A lesser broker, to see how clients cope with it:
      --max-qos N                  highest QoS that is granted and accepted, 0 to 2
      --receive-maximum N          QoS 2 messages of an MQTT 5 client that may be unacknowledged, 1 to 65535
      --session-expiry-limit S     longest life of a session without its client, 0 to 4294967295 seconds
      --queue-limit N              messages that may wait for one client, 0 to 1000000; 100000 without it
      --topic-alias-maximum N      topic aliases of an MQTT 5 client, 0 to 65535; 1000 without it
      --server-keep-alive S        longest Keep Alive of an MQTT 5 client, 1 to 65535 seconds
      --overlap one|each           copies for a client with several matching subscriptions; one without it
      --no-retain                  knows no retained messages
      --refuse FILTER=CODE         answers who subscribes or publishes under FILTER with that reason code, such as 0x87;
                                   in MQTT 3.1.1 SUBSCRIBE gets 0x80, and PUBLISH is acknowledged and dropped. A code that
                                   only one of the two answers may carry refuses only that one. May be repeated
`;

/** Throws a QoScopeError with a code `commandLine.…` that names the wrong word. */
export function readSwitches({ values, lists }: Options): BrokerSwitches {
  const number = (name: keyof typeof SWITCH_OPTIONS, minimum: number, maximum: number): number | undefined => {
    const word = values.get(name);
    return word === undefined ? undefined : wholeNumber(name, word, minimum, maximum);
  };
  const otherwise = DEFAULT_SWITCHES;
  return {
    maximumQos: asQos(number('max-qos', 0, 2)) ?? otherwise.maximumQos,
    receiveMaximum: number('receive-maximum', 1, 65_535) ?? otherwise.receiveMaximum,
    sessionExpiryLimit: number('session-expiry-limit', 0, 0xffff_ffff) ?? otherwise.sessionExpiryLimit,
    queueLimit: number('queue-limit', 0, 1_000_000) ?? otherwise.queueLimit,
    topicAliasMaximum: number('topic-alias-maximum', 0, 65_535) ?? otherwise.topicAliasMaximum,
    serverKeepAlive: number('server-keep-alive', 1, 65_535) ?? otherwise.serverKeepAlive,
    overlap: readOverlap(values.get('overlap')) ?? otherwise.overlap,
    retain: !values.has('no-retain'),
    refusals: (lists.get('refuse') ?? []).map(readRefusal),
  };
}

function asQos(number: number | undefined): Qos | undefined {
  return isQos(number) ? number : undefined;
}

function readOverlap(word: string | undefined): BrokerSwitches['overlap'] | undefined {
  if (word === undefined || word === 'one' || word === 'each') return word;
  throw new QoScopeError('commandLine.badChoice', { option: '--overlap', choices: 'one, each', word });
}

/** `FILTER=CODE`; the filter may contain `=` itself. */
function readRefusal(word: string): BrokerRefusal {
  const at = word.lastIndexOf('=');
  const filter = word.slice(0, Math.max(0, at));
  const code = word.slice(at + 1);
  const reasonCode = /^(0x[0-9a-f]{1,2}|\d{1,3})$/i.test(code) ? Number(code) : NaN;
  const isFilter = topicFilterFault(filter) === null && parseSharedFilter(filter) === null;
  if (isFilter && isRefusal(reasonCode)) return { filter, reasonCode };
  throw new QoScopeError('commandLine.badRefusal', { option: '--refuse', word });
}
