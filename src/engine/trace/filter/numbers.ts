/** The values of fields that are numbers, flags and choices, read from the columns of the subject; NaN where there is none. */

import { DELIVERY_STATES, effectiveQos, type Qos } from '../../../shared/model';
import { fieldNamed, type FieldName } from '../../../shared/filter/fields';
import { awaited } from '../handshake';
import { DUP_FLAG, NO_REASON, TYPE } from '../../wire/packetFields';
import type { Subject } from './subject';

/** Reads a number from the subject. */
export type NumberReader = (subject: Subject) => number;

type Readers = Readonly<Partial<Record<FieldName, NumberReader>>>;

const RETAIN = 1;

/** Of the subject's packet. */
export const PACKET_NUMBERS: Readers = {
  'frame.number': ({ packets, place }) => packets.firstNumber + place,
  'frame.time_relative': ({ packets, place }) => packets.time(place) / 1000,
  'tcp.stream': ({ packets, place }) => packets.wire(place),
  'mqtt.msgtype': ({ packets, place }) => packets.first(place) >> 4,
  'mqtt.qos': ofPublish((first) => (first >> 1) & 3),
  'mqtt.dupflag': ofPublish((first) => (first & DUP_FLAG) >> 3),
  'mqtt.retain': ofPublish((first) => first & RETAIN),
  'mqtt.msgid': ({ packets, place }) => orNone(packets.packetId(place)),
  'mqtt.ver': (subject) => versionOf(subject) ?? NaN,
  'mqtt.len': ({ packets, place }) => remainingLength(packets.length(place)),
  'mqtt.conack.val': (subject) => (isOfMqtt5(subject) ? NaN : reasonOf(subject, TYPE.CONNACK)),
  'mqtt.connack.reason_code': (subject) => (isOfMqtt5(subject) ? reasonOf(subject, TYPE.CONNACK) : NaN),
  'mqtt.puback.reason_code': (subject) => reasonOf(subject, TYPE.PUBACK),
  'mqtt.pubrec.reason_code': (subject) => reasonOf(subject, TYPE.PUBREC),
  'mqtt.pubrel.reason_code': (subject) => reasonOf(subject, TYPE.PUBREL),
  'mqtt.pubcomp.reason_code': (subject) => reasonOf(subject, TYPE.PUBCOMP),
  'mqtt.disconnect.reason_code': (subject) => reasonOf(subject, TYPE.DISCONNECT),
  'mqtt.auth.reason_code': (subject) => reasonOf(subject, TYPE.AUTH),
  '_ws.malformed': ({ packets, place }) => (packets.hasError(place) ? 1 : 0),
};

/** Of the subject's delivery. */
export const DELIVERY_NUMBERS: Readers = {
  'mqtt.qos': ({ columns, row }) => columns.qos(row),
  'mqtt.retain': ({ columns, row }) => (columns.retain(row) ? 1 : 0),
  'mqtt.msgid': ({ columns, row }) => orNone(columns.packetId[row]),
  'qos.delivery': ({ delivery }) => delivery,
  'qos.state': ({ columns, row }) => DELIVERY_STATES.indexOf(columns.state(row)),
  'qos.missing': missing,
  'qos.to': byName('qos.to', ({ columns, row }) => columns.to(row)),
  'qos.published': ({ columns, row }) => columns.publishedQos(row) ?? NaN,
  'qos.granted': ({ columns, row }) => columns.grantedQos(row) ?? NaN,
  'qos.predicted': predicted,
  'qos.effective': ({ columns, row }) => (columns.to(row) === 'client' ? columns.qos(row) : NaN),
  'qos.via': byName('qos.via', ({ columns, row }) => (columns.to(row) === 'client' ? columns.via(row) : null)),
  'qos.start': ({ columns, row }) => columns.start[row] ?? NaN,
  'qos.ms': ({ columns, row }) => Math.round((columns.duration[row] ?? NaN) * 1000) / 1000,
  'qos.waiting': ({ columns, row, now }) => (columns.isLive(row) ? now - (columns.start[row] ?? 0) : NaN),
  'qos.sends': ({ columns, row }) => columns.sends(row),
  'qos.packets': ({ columns, row }) => columns.packets[row] ?? NaN,
  'qos.length': ({ columns, row }) => columns.payloadLength[row] ?? NaN,
  'qos.reason': ({ columns, row }) => columns.reason(row) ?? NaN,
  'qos.session': ({ columns, row }) => orNone(columns.session[row]),
  'qos.journey': ({ columns, row }) => orNone(columns.journey[row]),
};

/** The columns have 0 where there is none. */
function orNone(stored: number | undefined): number {
  return stored === undefined || stored === 0 ? NaN : stored;
}

function ofPublish(read: (first: number) => number): NumberReader {
  return ({ packets, place }) => {
    const first = packets.first(place);
    return first >> 4 === TYPE.PUBLISH ? read(first) : NaN;
  };
}

/** The number of a name among the field's choices. */
function byName(field: FieldName, read: (subject: Subject) => string | null): NumberReader {
  const choices = fieldNamed(field)?.choices ?? [];
  const numbers = new Map<string | null, number>(choices.map((choice, i) => [choice, i]));
  return (subject) => numbers.get(read(subject)) ?? NaN;
}

function missing(subject: Subject): number {
  const { columns, row } = subject;
  return columns.state(row) === 'open' ? MISSING(subject) : NaN;
}

const MISSING = byName('qos.missing', ({ columns, row }) => awaited(columns, row));

function predicted({ columns, row }: Subject): number {
  const published: Qos | null = columns.publishedQos(row);
  const granted: Qos | null = columns.grantedQos(row);
  return published === null || granted === null ? NaN : effectiveQos(published, granted);
}

function reasonOf({ packets, place }: Subject, type: number): number {
  if (packets.first(place) >> 4 !== type) return NaN;
  const reason = packets.reason(place);
  return reason === NO_REASON ? NaN : reason;
}

function isOfMqtt5(subject: Subject): boolean {
  return versionOf(subject) === 5;
}

function versionOf({ packets, place, parts }: Subject): number | undefined {
  return parts.wires.get(packets.wire(place))?.version;
}

/** What stands behind the fixed header (2.1.4), of a packet whose length field has no needless byte. */
function remainingLength(length: number): number {
  if (length < 128 + 2) return length - 2;
  if (length < 128 * 128 + 3) return length - 3;
  return length < 128 * 128 * 128 + 4 ? length - 4 : length - 5;
}
