/** Traffic through sockets at full speed: every packet traced, and the same counts on all sides. */

import { runStream } from '../load/messageStream';
import { figure, table } from '../broker/table';
import { buildQoScope, startQoScope } from '../broker/qoscope';
import type { Part } from './part';

/** PUBLISH and PUBACK on both legs. */
const PACKETS_OF_MESSAGE = 4;

const WINDOW = 1000;

/** Rounds of QoS 1 messages for at least `seconds`. */
export async function measureEndToEnd(seconds: number, messages: number): Promise<Part> {
  await buildQoScope();
  const broker = await startQoScope();
  try {
    let sent = 0;
    let lost = 0;
    let doubled = 0;
    let spent = 0;
    const results: unknown[] = [];
    while (spent < seconds) {
      const result = await runStream({ port: broker.port, qos: 1, messages, window: WINDOW });
      sent += messages;
      lost += result.lost;
      doubled += result.doubled;
      spent += result.seconds;
      results.push(result);
    }
    const { trace, broker: core } = await broker.figures();
    const traced = trace.packets + trace.dropped;
    // Each round has two clients: CONNECT and CONNACK twice, SUBSCRIBE and SUBACK once.
    const expected = sent * PACKETS_OF_MESSAGE + results.length * 6;
    const shown = table([
      ['through sockets, QoS 1', 'figure'],
      ['seconds', figure(spent, 1)],
      ['messages published', figure(sent)],
      ['… arrived', figure(sent - lost)],
      ['… doubled', figure(doubled)],
      ['… dropped by the broker', figure(Object.values(core.dropped).reduce((sum, count) => sum + count, 0))],
      ['packets traced in a second', figure(traced / spent)],
      ['packets traced', figure(traced)],
      ['packets expected', figure(expected)],
    ]);
    return { table: shown, raw: { rounds: results, traced, expected } };
  } finally {
    await broker.stop();
  }
}
