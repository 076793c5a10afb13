/**
 * The fields of the filter language. Those of packets have Wireshark's names and, but where it is said, its meaning; those
 * that begin with "qos." are of deliveries, which Wireshark does not know.
 */

import { DELIVERY_STATES, PACKET_TYPES } from '../model';

/** What a field's values are: whole numbers, numbers, yes or no, one of some names, text, or bytes. */
export type FieldType = 'whole' | 'number' | 'flag' | 'choice' | 'text' | 'bytes';

/**
 * What a field is a property of. Asked of a delivery, one of a packet has the values of all its packets that are in the
 * log; asked of a packet, one of a delivery has the value of the delivery that the packet belongs to. One of both has a
 * value of its own for either.
 */
export type FieldOwner = 'packet' | 'delivery' | 'both';

/** A field of the filter language. */
export interface FilterField {
  readonly name: string;
  readonly type: FieldType;
  readonly owner: FieldOwner;
  /** Names that its values have, in the order of their numbers; a name is known in capitals and small letters. */
  readonly choices?: readonly string[];
  /** Whether a choice can be given and compared by its number too. */
  readonly numbered?: boolean;
  /** Largest value of a whole number; the smallest is 0. */
  readonly maximum?: number;
}

const BYTE = 255;
const TWO_BYTES = 65_535;
const FOUR_BYTES = 4_294_967_295;
const QOS = 2;

function whole<Name extends string>(
  name: Name,
  owner: FieldOwner,
  maximum: number,
): FilterField & { readonly name: Name } {
  return { name, type: 'whole', owner, maximum };
}

function choice<Name extends string>(name: Name, choices: readonly string[]): FilterField & { readonly name: Name } {
  return { name, type: 'choice', owner: 'delivery', choices };
}

function plain<Name extends string>(
  name: Name,
  type: 'number' | 'flag' | 'text' | 'bytes',
  owner: FieldOwner,
): FilterField & { readonly name: Name } {
  return { name, type, owner };
}

/** Every field, Wireshark's first. What each means stands in FIELD_MEANINGS. */
export const FILTER_FIELDS = [
  whole('frame.number', 'packet', FOUR_BYTES),
  plain('frame.time_relative', 'number', 'packet'),
  whole('tcp.stream', 'packet', FOUR_BYTES),
  { name: 'mqtt.msgtype', type: 'choice', owner: 'packet', choices: PACKET_TYPES, numbered: true },
  whole('mqtt.qos', 'both', QOS),
  plain('mqtt.dupflag', 'flag', 'packet'),
  plain('mqtt.retain', 'flag', 'both'),
  whole('mqtt.msgid', 'both', TWO_BYTES),
  plain('mqtt.topic', 'text', 'both'),
  plain('mqtt.clientid', 'text', 'both'),
  whole('mqtt.ver', 'packet', BYTE),
  whole('mqtt.len', 'packet', FOUR_BYTES),
  plain('mqtt.msg', 'bytes', 'both'),
  whole('mqtt.conack.val', 'packet', BYTE),
  whole('mqtt.connack.reason_code', 'packet', BYTE),
  whole('mqtt.puback.reason_code', 'packet', BYTE),
  whole('mqtt.pubrec.reason_code', 'packet', BYTE),
  whole('mqtt.pubrel.reason_code', 'packet', BYTE),
  whole('mqtt.pubcomp.reason_code', 'packet', BYTE),
  whole('mqtt.disconnect.reason_code', 'packet', BYTE),
  whole('mqtt.auth.reason_code', 'packet', BYTE),
  plain('_ws.malformed', 'flag', 'packet'),

  whole('qos.delivery', 'delivery', FOUR_BYTES),
  choice('qos.state', DELIVERY_STATES),
  choice('qos.missing', ['PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP']),
  choice('qos.to', ['client', 'broker']),
  plain('qos.client', 'text', 'delivery'),
  plain('qos.publisher', 'text', 'delivery'),
  plain('qos.broker', 'text', 'delivery'),
  whole('qos.published', 'delivery', QOS),
  whole('qos.granted', 'delivery', QOS),
  whole('qos.predicted', 'delivery', QOS),
  whole('qos.effective', 'delivery', QOS),
  plain('qos.filter', 'text', 'delivery'),
  choice('qos.via', ['live', 'retained', 'queue', 'will']),
  plain('qos.start', 'number', 'delivery'),
  plain('qos.ms', 'number', 'delivery'),
  plain('qos.waiting', 'number', 'delivery'),
  whole('qos.sends', 'delivery', TWO_BYTES),
  whole('qos.packets', 'delivery', TWO_BYTES),
  whole('qos.length', 'delivery', FOUR_BYTES),
  whole('qos.reason', 'delivery', BYTE),
  whole('qos.session', 'delivery', FOUR_BYTES),
  whole('qos.journey', 'delivery', FOUR_BYTES),
  plain('qos.finding', 'text', 'delivery'),
] as const satisfies readonly FilterField[];

/** The name of a field. */
export type FieldName = (typeof FILTER_FIELDS)[number]['name'];

const BY_NAME: ReadonlyMap<string, FilterField> = new Map(FILTER_FIELDS.map((field) => [field.name, field]));

/** The field of that name, or undefined. */
export function fieldNamed(name: string): FilterField | undefined {
  return BY_NAME.get(name);
}

/** Whether values of the field are numbers, so that they have an order and fields can be compared with one another. */
export function isNumeric({ type, numbered }: FilterField): boolean {
  return type === 'whole' || type === 'number' || numbered === true;
}
