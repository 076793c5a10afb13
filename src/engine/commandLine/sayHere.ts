/** The engine's sentences name VS Code's settings and commands; on the command line they are options. */

import { say, type Sentence } from '../../shared/sentences';

/** What stands in a sentence, and what it is here; the longer before what it begins with. */
const HERE: readonly (readonly [string, string])[] = [
  [
    'in qoscope.localBroker.certificate and qoscope.localBroker.certificateKey, or make some with "MQTT: Make Development Certificate…"',
    'with --cert and --key, or make some with "qoscope cert --out DIR"',
  ],
  [
    'Add some with "MQTT: Set Users of Local Broker…", listen on 127.0.0.1, or say that it is meant so (openToAll)',
    'Name users with --users, listen on 127.0.0.1, or say with --open that it is meant so',
  ],
  ['in qoscope.localBroker.certificateKey', 'with --key'],
  ['in qoscope.localBroker.certificate', 'with --cert'],
  ['in qoscope.localBroker.port', 'with --port'],
  ['in qoscope.localBroker.tlsPort', 'with --tls-port'],
  ['in qoscope.localBroker.webSocketPort', 'with --ws-port'],
  ['in qoscope.localBroker.secureWebSocketPort', 'with --wss-port'],
  ['qoscope.localBroker.host', '--host'],
  ['leave qoscope.localBroker.store empty', 'leave --store out'],
  ['in qoscope.localBroker.store', 'with --store'],
  ['Name a TLS key log of client or broker (SSLKEYLOGFILE)', 'Name a TLS key log of client or broker with --key-log'],
  ['name the port of the broker.', 'name the port of the broker with --port.'],
];

/** The sentence in the words of the command line. */
export function sayHere(sentence: Sentence): string {
  return HERE.reduce((text, [there, here]) => text.replace(there, here), say(sentence));
}
