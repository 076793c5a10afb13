/** The values of fields that are text. What a test says of a text is remembered, so that each is looked at once. */

import type { FieldName } from '../../../shared/filter/fields';
import { TYPE } from '../../wire/packetFields';
import type { Subject } from './subject';

/** Whether a text fits. */
export type TextTest = (text: string) => boolean;

/** Makes of a test for texts one for the subject: false where there is no text. */
export type TextReader = (test: TextTest) => (subject: Subject) => boolean;

type Readers = Readonly<Partial<Record<FieldName, TextReader>>>;

/** Of the subject's packet. */
export const PACKET_TEXTS: Readers = {
  'mqtt.topic': interned(({ packets, place }) =>
    packets.first(place) >> 4 === TYPE.PUBLISH ? packets.topic(place) : 0,
  ),
  'mqtt.clientid': numbered(
    ({ packets, place }) => packets.wire(place),
    (wire, { parts }) => parts.wires.get(wire)?.session?.client,
  ),
};

/** The client id of a session. */
const CLIENT = numbered(({ columns, row }) => columns.session[row] ?? 0, clientOf);

/** Of the subject's delivery. */
export const DELIVERY_TEXTS: Readers = {
  'mqtt.topic': interned(({ columns, row }) => columns.topic[row] ?? 0),
  'mqtt.clientid': CLIENT,
  'qos.client': CLIENT,
  'qos.publisher': numbered(publisherSession, clientOf),
  'qos.broker': numbered(
    ({ columns, row }) => columns.session[row] ?? 0,
    (session, { parts }) => parts.sessions.get(session)?.broker,
  ),
  'qos.filter': interned(({ columns, row }) => columns.filter[row] ?? 0),
  'qos.finding': findings,
};

function clientOf(session: number, { parts }: Subject): string | undefined {
  return parts.sessions.get(session)?.client;
}

/** The session that published the message; 0 where it is not known. */
function publisherSession({ columns, row, parts }: Subject): number {
  if (columns.to(row) === 'broker') return columns.session[row] ?? 0;
  const origin = parts.journeys.origin(columns.journey[row] ?? 0);
  return origin !== 0 && parts.store.find(origin) ? (parts.store.columns.session[parts.store.row] ?? 0) : 0;
}

/** Texts of the text table. Numbers mean other texts after each of its sweeps. */
function interned(numberOf: (subject: Subject) => number): TextReader {
  return (test) => {
    const memory = new Memory();
    return (subject) => {
      const number = numberOf(subject);
      if (number === 0) return false;
      const { texts } = subject.parts;
      memory.forgetAt(texts.sweeps);
      return memory.recall(number) ?? memory.keep(number, test(texts.text(number) ?? ''));
    };
  };
}

/** Texts that belong to something with a number, such as a session. An empty one is none. */
function numbered(
  numberOf: (subject: Subject) => number,
  textOf: (number: number, subject: Subject) => string | undefined,
): TextReader {
  return (test) => {
    const memory = new Memory();
    return (subject) => {
      const number = numberOf(subject);
      if (number === 0) return false;
      memory.forgetAt(subject.pass);
      const known = memory.recall(number);
      if (known !== null) return known;
      const text = textOf(number, subject) ?? '';
      return memory.keep(number, text !== '' && test(text));
    };
  };
}

/** Rule and kind of each kept finding about the delivery. */
function findings(test: TextTest): (subject: Subject) => boolean {
  return ({ columns, row, delivery, parts }) =>
    columns.hasFinding(row) && parts.findings.ofDelivery(delivery).some(({ rule, kind }) => test(rule) || test(kind));
}

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** What a test said, by number. */
class Memory {
  private answers = new Uint8Array(256);
  private age = -1;

  /** Forgets everything where `age` is another one than before. */
  forgetAt(age: number): void {
    if (age === this.age) return;
    this.age = age;
    this.answers.fill(UNKNOWN);
  }

  recall(number: number): boolean | null {
    const answer = this.answers[number] ?? UNKNOWN;
    return answer === UNKNOWN ? null : answer === YES;
  }

  keep(number: number, answer: boolean): boolean {
    if (number >= this.answers.length) {
      const grown = new Uint8Array(Math.max(number + 1, 2 * this.answers.length));
      grown.set(this.answers);
      this.answers = grown;
    }
    this.answers[number] = answer ? YES : NO;
    return answer;
  }
}
