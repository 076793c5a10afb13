/** Where a delivery is found. */

import { LIVE_TRACE } from '../shared/engineApi';

/** A delivery of a trace; a class, so that a command knows it from what a script hands over. */
export class DeliveryAddress {
  constructor(
    readonly trace: number,
    readonly delivery: number,
  ) {}

  /** Of the live trace. */
  static live(delivery: number): DeliveryAddress {
    return new DeliveryAddress(LIVE_TRACE, delivery);
  }
}
