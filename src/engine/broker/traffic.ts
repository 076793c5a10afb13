/** What goes over all connections together, counted from the start of the broker. */

/** One direction's counts. */
export class Flow {
  /** Control packets of any type. */
  packets = 0;
  publishes = 0;
  bytes = 0;

  /** Counts one whole packet. */
  count(packet: Uint8Array): void {
    this.packets++;
    this.bytes += packet.length;
    if ((packet[0] ?? 0) >> 4 === PUBLISH) this.publishes++;
  }
}

const PUBLISH = 3;

/** Both directions, as the broker sees them. */
export class Traffic {
  readonly received = new Flow();
  readonly sent = new Flow();
}
