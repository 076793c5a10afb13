/** How an acknowledgement moves one delivery on: the state machines of figures 4.2 and 4.3 of the standard. */

import type { Missing } from '../../shared/model';
import { FIRST_FAILURE, NO_REASON, TYPE } from '../wire/packetFields';
import { STEP, type DeliveryColumns } from './deliveryColumns';

/**
 * Takes PUBACK, PUBREC, PUBREL or PUBCOMP (`type`) for the open delivery in `row`. Gives the state in which this ends it,
 * or null where it goes on.
 */
export function advance(
  columns: DeliveryColumns,
  row: number,
  type: number,
  reason: number,
): 'complete' | 'refused' | null {
  // A QoS 2 message answered by PUBACK, or the reverse (against 3.3.4-1), is still unanswered to its sender.
  if ((type === TYPE.PUBACK) !== (columns.qos(row) === 1)) return null;
  if (reason !== NO_REASON) columns.setReason(row, reason);
  if (type === TYPE.PUBACK) return reason < FIRST_FAILURE ? 'complete' : 'refused';
  return advanceQos2(columns, row, type, reason);
}

function advanceQos2(
  columns: DeliveryColumns,
  row: number,
  type: number,
  reason: number,
): 'complete' | 'refused' | null {
  // 4.3.3-4 and 4.4.0-2: a failure ends the exchange. In a PUBCOMP, 0x92 only says that it had ended before (4.3.3-11).
  if (type === TYPE.PUBREC && reason >= FIRST_FAILURE) return 'refused';
  if (type === TYPE.PUBREC && columns.step(row) === STEP.publish) columns.setStep(row, STEP.pubrec);
  if (type === TYPE.PUBREL) columns.setStep(row, STEP.pubrel);
  // A PUBCOMP before the PUBREL answers nothing (4.3.3-11).
  return type === TYPE.PUBCOMP && columns.step(row) === STEP.pubrel ? 'complete' : null;
}

/** What an acknowledgement is to the open delivery in a row, before it moves that on. */
export type Fit = 'usual' | 'wrongAnswer' | 'early';

/** Whether PUBACK, PUBREC, PUBREL or PUBCOMP (`type`) is of the delivery's QoS, and not ahead of what it answers. */
export function fit(columns: DeliveryColumns, row: number, type: number): Fit {
  if ((type === TYPE.PUBACK) !== (columns.qos(row) === 1)) return 'wrongAnswer';
  return type <= TYPE.PUBREC ? 'usual' : fitBehindPubrec(columns, row, type);
}

function fitBehindPubrec(columns: DeliveryColumns, row: number, type: number): Fit {
  const step = columns.step(row);
  if (type === TYPE.PUBREL) return step === STEP.publish ? 'early' : 'usual';
  return type === TYPE.PUBCOMP && step !== STEP.pubrel ? 'early' : 'usual';
}

/** The packet that an open delivery with QoS 1 or 2 waits for (figures 4.2 and 4.3 of the standard). */
export function awaited(columns: DeliveryColumns, row: number): Missing {
  if (columns.qos(row) === 1) return 'PUBACK';
  if (columns.step(row) === STEP.pubrel) return 'PUBCOMP';
  return columns.step(row) === STEP.pubrec ? 'PUBREL' : 'PUBREC';
}

/** Takes a PUBLISH that is sent again for the open delivery in `row`. */
export function sendAgain(columns: DeliveryColumns, row: number): void {
  columns.addSend(row);
  // The sender has not seen a PUBREC that was sent; once the PUBREL is out, the receiver answers that (4.3.3-6, -10).
  if (columns.step(row) === STEP.pubrec) columns.setStep(row, STEP.publish);
}
