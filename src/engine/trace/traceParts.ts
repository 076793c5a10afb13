/** What a trace is made of. */

import { newPacketFields, type PacketFields } from '../wire/packetFields';
import { newPublishFields, type PublishFields } from '../wire/publishFields';
import { WordWindow } from '../wire/wordWindow';
import { Deliveries } from './deliveries';
import { DELIVERY_BYTES } from './deliveryColumns';
import { DeliveryStore } from './deliveryStore';
import { FindingLog } from './findings/findingLog';
import { Growth } from './growth';
import { Inference } from './inference/inference';
import { Journeys } from './journeys';
import { LateChanges } from './lateChanges';
import { EffectiveQosMatrix } from './matrix';
import { newPacketRow, type PacketRow } from './packetChunk';
import { PacketLog } from './packetLog';
import { PacketRows } from './packetRows';
import { Sessions } from './sessions';
import { TextTable } from './textTable';
import type { WireState } from './wireState';

/** The tables of a trace, and those who keep them. */
export interface TraceParts {
  readonly log: PacketLog;
  readonly store: DeliveryStore;
  readonly texts: TextTable;
  readonly journeys: Journeys;
  readonly matrix: EffectiveQosMatrix;
  readonly wires: Map<number, WireState>;
  readonly sessions: Sessions;
  readonly deliveries: Deliveries;
  readonly packetRows: PacketRows;
  readonly current: CurrentPacket;
  readonly findings: FindingLog;
  readonly inference: Inference;
  readonly late: LateChanges;
  readonly growth: Growth;
}

/** The packet that is being recorded; one object serves for all. */
export interface CurrentPacket {
  readonly row: PacketRow;
  /** Filled where it is a PUBLISH. */
  readonly publish: PublishFields;
  /** Filled where it is another packet. */
  readonly fields: PacketFields;
  /** Where a PUBLISH stands, with what comes before and behind it. */
  bytes: Uint8Array;
}

const LARGEST_CHUNK = 2 * 1024 * 1024;
const SMALLEST_CHUNK = 8 * 1024;

/** Tables that together stay about within `maximumBytes`. */
export function createParts(maximumBytes: number): TraceParts {
  const chunkBytes = Math.max(SMALLEST_CHUNK, Math.min(LARGEST_CHUNK, Math.floor(maximumBytes / 16)));
  const growth = new Growth();
  const window = new WordWindow();
  const log = new PacketLog(chunkBytes, Math.max(chunkBytes, Math.floor(maximumBytes / 8)), growth, window);
  const store = createStore(maximumBytes, chunkBytes, growth);
  const texts = new TextTable(growth, window);
  const journeys = new Journeys(growth);
  const matrix = new EffectiveQosMatrix();
  const late = new LateChanges();
  const findings = new FindingLog(maximumBytes, late, growth);
  const wires = new Map<number, WireState>();
  const packetRows = new PacketRows(log, texts, wires);
  const current = { row: newPacketRow(), publish: newPublishFields(), fields: newPacketFields(), bytes: NO_BYTES };
  const mayBeSameMessage = (delivery: number): boolean => isPayloadOf(delivery, store, packetRows, current);
  const sessions = new Sessions({
    lost: (session) => deliveries.lose(session),
    moved: (early, from, to) => {
      deliveries.move(early, from, to);
      for (const delivery of early) late.note(delivery);
    },
    renamed: () => late.noteAll(),
  });
  const inference = new Inference(
    { store, texts, journeys, sessions, packetRows, growth, current, window },
    maximumBytes,
  );
  const deliveries = new Deliveries({ store, texts, journeys, matrix, mayBeSameMessage, inference });
  const followed = { sessions, deliveries, inference, findings, late, growth };
  return { log, store, texts, journeys, matrix, wires, packetRows, current, ...followed };
}

const NO_BYTES = new Uint8Array();

/** Rows of an eighth of a packet chunk; at most an eighth of the bound for live deliveries without a row. */
function createStore(maximumBytes: number, chunkBytes: number, growth: Growth): DeliveryStore {
  const rows = Math.ceil(chunkBytes / 8 / DELIVERY_BYTES);
  return new DeliveryStore(rows, Math.max(64, Math.floor(maximumBytes / 8 / DELIVERY_BYTES)), growth);
}

/** Whether the current PUBLISH has the payload of a delivery; taken for granted where the log has not got that any more. */
function isPayloadOf(delivery: number, store: DeliveryStore, rows: PacketRows, current: CurrentPacket): boolean {
  if (!store.find(delivery)) return false;
  const payload = rows.payload(store.columns.lastPacket[store.row] ?? 0);
  if (payload === null) return true;
  const { payloadStart, payloadEnd } = current.publish;
  return Buffer.compare(payload, current.bytes.subarray(payloadStart, payloadEnd)) === 0;
}
