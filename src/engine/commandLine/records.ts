/** What the command line prints, one record a line: JSON for scripts, or words. */

import type { DeliveryDetail } from '../../shared/engineApi';
import type { Delivery, ProtocolVersion } from '../../shared/model';
import { reasonText } from '../../shared/reasonCodes';
import type { Transport } from '../../shared/transports';
import { findingInWords, type FindingRecord } from './findingRecords';
import { cellInWords, journeyInWords, type CellRecord, type JourneyRecord } from './journeyRecords';
import { packetInWords, sessionInWords, type PacketRecord, type SessionRecord } from './traceRecords';

/** A record; its keys are a stable surface for scripts. */
export type OutputRecord =
  | ListeningRecord
  | WireRecord
  | DeliveryRecord
  | PacketRecord
  | SessionRecord
  | FindingRecord
  | JourneyRecord
  | CellRecord;

/** A door is open. */
export interface ListeningRecord {
  readonly kind: 'listening';
  readonly transport: Transport;
  readonly host: string;
  readonly port: number;
}

/** A client has connected. */
export interface WireRecord {
  readonly kind: 'wire';
  readonly n: number;
  readonly client: string;
  readonly broker: string;
  readonly version: ProtocolVersion;
}

/** A delivery as it ended, or as it stood when the command stopped. */
export interface DeliveryRecord {
  readonly kind: 'delivery';
  readonly n: number;
  readonly client: string;
  readonly broker: string;
  readonly to: Delivery['to'];
  readonly topic: string;
  readonly qos: Delivery['qos'];
  readonly packetId: number | null;
  readonly state: Delivery['state'];
  /** Numbers of its packets that are still in the log. */
  readonly packets: readonly number[];
  readonly sends: number;
  /** Milliseconds; null for QoS 0 and until it has ended. */
  readonly ms: number | null;
  /** The last reason code, null where none was given. */
  readonly reason: number | null;
}

/** The record of a delivery. */
export function deliveryRecord({ delivery, packets }: Pick<DeliveryDetail, 'delivery' | 'packets'>): DeliveryRecord {
  const { n, client, broker, to, topic, qos, packetId, state, sends, reason } = delivery;
  const ms = delivery.ms === null ? null : Math.round(delivery.ms * 1000) / 1000;
  const numbers = packets.map((packet) => packet.n);
  return { kind: 'delivery', n, client, broker, to, topic, qos, packetId, state, packets: numbers, sends, ms, reason };
}

/** The record as one line of JSON. */
export function asJson(record: OutputRecord): string {
  return JSON.stringify(record);
}

/** The record as one line for a person. */
export function asWords(record: OutputRecord): string {
  switch (record.kind) {
    case 'listening':
      return `listening on ${record.transport} ${record.host}:${record.port}`;
    case 'wire':
      return `wire ${record.n}: ${record.client} (${VERSION_NAMES[record.version]})`;
    case 'delivery':
      return deliveryInWords(record);
    case 'packet':
      return packetInWords(record);
    case 'session':
      return sessionInWords(record);
    case 'finding':
      return findingInWords(record);
    case 'journey':
      return journeyInWords(record);
    case 'cell':
      return cellInWords(record);
  }
}

const VERSION_NAMES: Readonly<Record<ProtocolVersion, string>> = { 3: 'MQTT 3.1', 4: 'MQTT 3.1.1', 5: 'MQTT 5' };

function deliveryInWords({
  n,
  client,
  broker,
  to,
  topic,
  qos,
  packetId,
  state,
  ms,
  sends,
  reason,
}: DeliveryRecord): string {
  const way = to === 'broker' ? `${client} > ${broker}` : `${broker} > ${client}`;
  const identifier = packetId === null ? '' : `, id ${packetId}`;
  const time = ms === null ? '' : ` in ${ms} ms`;
  const again = sends > 1 ? `, sent ${sends} times` : '';
  const why = state === 'refused' && reason !== null ? `: ${reasonText(reason)}` : '';
  return `delivery ${n}: QoS ${qos} ${topic} ${way}${identifier} ${state}${time}${why}${again}`;
}
