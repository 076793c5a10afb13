/** What the fields and operators of the filter language mean, for those who complete a filter and for the documentation. */

import type { FieldName } from './fields';

/** One line about each field. */
export const FIELD_MEANINGS: Readonly<Record<FieldName, string>> = {
  'frame.number': 'Number of the packet in the trace, from 1',
  'frame.time_relative': 'Seconds from the beginning of the trace to the packet',
  'tcp.stream': 'Number of the connection in the trace, from 1',
  'mqtt.msgtype': 'Type of the packet, by name or number: PUBLISH or 3',
  'mqtt.qos': 'QoS of a PUBLISH; of a delivery',
  'mqtt.dupflag': 'DUP of a PUBLISH is set',
  'mqtt.retain': 'RETAIN of a PUBLISH is set; of the PUBLISH of a delivery',
  'mqtt.msgid': 'Packet identifier',
  'mqtt.topic': 'Topic of a PUBLISH, also where an alias stands for it; of a delivery',
  'mqtt.clientid': 'Client id of the connection that the packet is on; of the session of a delivery',
  'mqtt.ver': 'Protocol level of the connection: 3, 4 (MQTT 3.1.1) or 5',
  'mqtt.len': 'Remaining Length of the packet, in bytes',
  'mqtt.msg': 'Application message of a PUBLISH, as text or as bytes like 7b:22',
  'mqtt.conack.val': 'Return code of a CONNACK before MQTT 5',
  'mqtt.connack.reason_code': 'Reason code of a CONNACK of MQTT 5',
  'mqtt.puback.reason_code': 'Reason code of a PUBACK, where it has one',
  'mqtt.pubrec.reason_code': 'Reason code of a PUBREC, where it has one',
  'mqtt.pubrel.reason_code': 'Reason code of a PUBREL, where it has one',
  'mqtt.pubcomp.reason_code': 'Reason code of a PUBCOMP, where it has one',
  'mqtt.disconnect.reason_code': 'Reason code of a DISCONNECT, where it has one',
  'mqtt.auth.reason_code': 'Reason code of an AUTH, where it has one',
  '_ws.malformed': 'The packet could not be read',
  'qos.delivery': 'Number of the delivery in the trace, from 1',
  'qos.state': 'State of the delivery',
  'qos.missing': 'What an open delivery waits for',
  'qos.to': 'Who receives: the broker what a client publishes, a client what it gets',
  'qos.client': 'Client id of the session of the delivery',
  'qos.publisher': 'Client id of the publisher of the message, where the trace knows it',
  'qos.broker': 'Name of the broker',
  'qos.published': 'QoS at which the message was published, where the trace knows it',
  'qos.granted': 'QoS granted to the subscription by which it goes to a client',
  'qos.predicted': 'Effective QoS by the rule: the lower of the QoS published and granted',
  'qos.effective': 'Effective QoS as it was seen: that of a delivery to a client',
  'qos.filter': 'Topic filter of the subscription by which it goes to a client',
  'qos.via': 'Where the message for a client came from',
  'qos.start': 'Milliseconds from the beginning of the trace to the first PUBLISH, or to the queueing',
  'qos.ms': 'Milliseconds from the first PUBLISH to the end of the handshake; none for QoS 0 and until it has ended',
  'qos.waiting': 'Milliseconds for which an open or queued delivery has waited',
  'qos.sends': 'How often its PUBLISH was sent',
  'qos.packets': 'How many packets belong to it',
  'qos.length': 'Length of the application message in bytes',
  'qos.reason': 'Reason code of its last acknowledgement that had one',
  'qos.session': 'Number of the session',
  'qos.journey': 'Number of the journey: the same for a message and all its copies',
  'qos.finding': 'A finding names the delivery: its rule like "3.3.1-1", or its kind like "redeliveredWithoutDup"',
};

/** One line about each operator. */
export const OPERATOR_MEANINGS = {
  '==': 'equal; also eq',
  '!=': 'has a value, and none is equal; also ne',
  '<': 'less than; also lt',
  '<=': 'at most; also le',
  '>': 'more than; also gt',
  '>=': 'at least; also ge',
  contains: 'has this within it, in the same letters',
  matches: 'a regular expression fits somewhere, in capitals or small letters; also ~',
  under: 'a topic that this topic filter of MQTT matches: "sensors/+/state", "alarms/#"',
  in: 'one of a set: {1, 2}, {100 .. 200}',
  '&&': 'both; also and',
  '||': 'one of the two, or both; also or',
  '!': 'not; also not',
} as const;

/** An operator as it is listed. */
export type OperatorName = keyof typeof OPERATOR_MEANINGS;
