/** What findings rest on where a capture shows several connections of a session: it may lack others between them. */

import assert from 'node:assert/strict';

import type { Packet } from 'mqtt-packet';

import type { Side } from '../../../src/shared/model';
import { importBytes } from '../../support/captures';
import { mqttBytes } from '../../support/mqttBytes';
import { fileOf, framesOf, type TapeFrame } from '../../support/traffic/frames';
import type { TapeEvent } from '../../support/traffic/tape';

type Version = 4 | 5;

/** Connections of one client, each after the other. */
class Connections {
  readonly events: TapeEvent[] = [];
  private time = 0;
  private wire = 0;

  constructor(private readonly version: Version = 5) {}

  begin(present: boolean, properties: object = {}): this {
    return this.connect(present, properties).accept(present);
  }

  connect(present: boolean, properties: object = {}): this {
    this.end();
    this.wire++;
    const clean = !present && this.wire === 1;
    const session = { sessionExpiryInterval: 3600, ...properties };
    return this.say('client', {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: this.version,
      clientId: 'c',
      clean: clean && this.version === 5,
      keepalive: 0,
      properties: session,
    });
  }

  accept(present: boolean): this {
    const reason = this.version === 5 ? { reasonCode: 0 } : { returnCode: 0 };
    return this.say('broker', { cmd: 'connack', sessionPresent: present, ...reason });
  }

  end(): this {
    const { wire, time } = this;
    const last = this.events.at(-1);
    if (last?.wire === wire && last.kind !== 'end') this.events.push({ kind: 'end', wire, time });
    return this;
  }

  publish(from: Side, qos: 1 | 2, messageId: number, payload: string, dup = false): this {
    return this.say(from, { cmd: 'publish', topic: 'a/b', payload, qos, messageId, dup, retain: false });
  }

  answer(from: Side, cmd: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp', messageId: number): this {
    return this.say(from, { cmd, messageId, reasonCode: 0 });
  }

  subscribe(qos: 0 | 1 | 2): this {
    this.say('client', { cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 'a/#', qos }] });
    return this.say('broker', { cmd: 'suback', messageId: 9, granted: [qos] });
  }

  ping(): this {
    return this.say('client', { cmd: 'pingreq' });
  }

  after(milliseconds: number): this {
    this.time += milliseconds;
    return this;
  }

  findings(isComplete: boolean, isCaptured: (frame: TapeFrame) => boolean = () => true): string[] {
    const file = fileOf(framesOf(this.events).filter(isCaptured));
    const { rows } = importBytes(file, undefined, [], null, isComplete).trace.findings(null, null, 200);
    return rows.map(({ kind }) => kind).reverse();
  }

  say(from: Side, packet: Packet): this {
    this.time++;
    const bytes = mqttBytes(packet, this.version);
    this.events.push({ kind: 'packet', wire: this.wire, from, bytes, time: this.time });
    return this;
  }
}

/** Each needs to know what the client's connection before went through to its end, and that none was between. */
const REACHING: readonly (readonly [kind: string, exchange: Connections])[] = [
  [
    'redeliveredWithoutDup', // as mqtt.js does
    new Connections().begin(false).publish('client', 1, 1, 'on').begin(true).publish('client', 1, 1, 'on'),
  ],
  [
    'clientIdentifierInUse',
    new Connections().begin(false).publish('client', 2, 1, 'on').begin(true).publish('client', 2, 1, 'off'),
  ],
  [
    'brokerIdentifierInUse',
    new Connections().begin(false).publish('broker', 1, 1, 'on').begin(true).publish('broker', 1, 1, 'off'),
  ],
  [
    'notResent',
    new Connections()
      .begin(false)
      .publish('broker', 1, 1, 'on')
      .begin(true)
      .publish('broker', 1, 2, 'off')
      .answer('client', 'puback', 2)
      .after(20_000)
      .ping(),
  ],
  [
    'resendOrder',
    new Connections(4)
      .begin(false)
      .publish('client', 1, 1, 'one')
      .publish('client', 1, 2, 'two')
      .begin(true)
      .publish('client', 1, 2, 'two', true)
      .publish('client', 1, 1, 'one', true),
  ],
  ['aboveGranted', new Connections().begin(false).subscribe(0).begin(true).publish('broker', 1, 1, 'on')],
  ['sessionDiscarded', new Connections(4).begin(false).subscribe(0).begin(false)],
  ['acknowledgesNothing', new Connections().begin(false).subscribe(0).begin(true).answer('broker', 'puback', 7)],
];

/** What one connection shows by itself, though it resumed a session. */
const WITHIN: readonly (readonly [kind: string, exchange: Connections])[] = [
  [
    'wrongAnswer', // as RabbitMQ does
    new Connections(4)
      .begin(false)
      .subscribe(2)
      .begin(true)
      .publish('client', 2, 1, 'on')
      .answer('broker', 'puback', 1),
  ],
  [
    'brokerOverReceiveMaximum',
    new Connections()
      .begin(false)
      .publish('broker', 1, 1, 'on')
      .begin(true, { receiveMaximum: 2 })
      .publish('broker', 1, 1, 'on', true)
      .publish('broker', 1, 2, 'on')
      .publish('broker', 1, 3, 'on'),
  ],
  [
    'brokerOverReceiveMaximum',
    new Connections()
      .begin(false)
      .publish('broker', 1, 1, 'of another message')
      .begin(true, { receiveMaximum: 1 })
      .publish('broker', 1, 1, 'on')
      .publish('broker', 1, 2, 'on'),
  ],
  [
    'clientIdentifierInUse',
    new Connections()
      .begin(false)
      .subscribe(2)
      .begin(true)
      .publish('client', 1, 1, 'on')
      .publish('client', 1, 1, 'off'),
  ],
  [
    'pubrelUnasked',
    new Connections(4)
      .begin(false)
      .subscribe(2)
      .begin(true)
      .publish('client', 2, 1, 'on')
      .answer('client', 'pubrel', 1),
  ],
  [
    'stalled',
    new Connections().begin(false).subscribe(2).begin(true).publish('client', 1, 1, 'on').after(20_000).ping(),
  ],
];

/** Whether a frame is there where the capture lacks what the broker says on the second connection. */
const isThereWithoutSecondAnswers = ({ wire, from }: TapeFrame): boolean => wire !== 2 || from === 'client';

describe('a session over several connections of a capture', () => {
  for (const [kind, exchange] of REACHING) {
    it(`gives ${kind} only where the capture is said to have all of them`, () => {
      const whole = exchange.findings(true);
      assert.ok(whole.includes(kind), whole.join());
      assert.deepEqual(exchange.findings(false), []);
    });
  }

  for (const [kind, exchange] of WITHIN) {
    it(`gives ${kind} in any case, where the latest connection shows it by itself`, () => {
      assert.deepEqual(exchange.findings(false), [kind]);
    });
  }

  it('rests on nothing before one whose client lacks, though that is said later only: the next may be its client', () => {
    const exchange = new Connections()
      .begin(false)
      .subscribe(2)
      .publish('client', 1, 1, 'on')
      .begin(true)
      .publish('client', 1, 1, 'on', true)
      .answer('broker', 'puback', 1)
      .begin(true)
      .publish('client', 1, 1, 'off');
    assert.deepEqual(exchange.findings(true), []);
    assert.deepEqual(
      exchange.findings(true, ({ wire, from }) => wire !== 2 || from === 'broker'),
      [],
    );
    assert.deepEqual(
      exchange.findings(true, ({ wire }) => wire !== 2),
      ['clientIdentifierInUse'],
    );
  });

  it('takes nothing for its own of what an earlier connection said that nobody is seen to accept, and that is shown later', () => {
    const exchange = new Connections(4)
      .begin(false)
      .subscribe(2)
      .begin(true)
      .subscribe(2)
      .after(20)
      .publish('client', 1, 1, 'in vain')
      .begin(true)
      .end()
      .after(20)
      .begin(true)
      .publish('client', 1, 1, 'on');
    assert.deepEqual(exchange.findings(true, isThereWithoutSecondAnswers), []);
  });

  it('rests on nothing that one before said, where that is shown between its CONNECT and its CONNACK', () => {
    const exchange = new Connections()
      .begin(false)
      .subscribe(2)
      .begin(true)
      .publish('client', 1, 1, 'in vain')
      .connect(true)
      .after(10)
      .accept(true)
      .publish('client', 1, 1, 'on');
    assert.deepEqual(exchange.findings(true, isThereWithoutSecondAnswers), []);
  });

  it('says that it rests on nothing before a connection that resumed it', () => {
    const file = fileOf(framesOf(REACHING[0]![1].events));
    assert.deepEqual(importBytes(file).notes, [{ code: 'capture.resumed', args: { count: 1 } }]);
    assert.deepEqual(importBytes(file, undefined, [], null, true).notes, []);
  });
});
