/** Packet identifiers of one session towards its client (5: 2.2.1-4; 3.1.1: 2.3.1-4). */

const LAST = 65_535;

/** Gives identifiers that are not in use; goes round rather than using a freed one at once, so that a trace stays readable. */
export class PacketIds {
  private last = 0;

  /** An identifier for which `inUse` is false, or null where all 65,535 are taken. */
  take(inUse: { has(packetId: number): boolean; readonly size: number }): number | null {
    if (inUse.size >= LAST) return null;
    do {
      this.last = this.last === LAST ? 1 : this.last + 1;
    } while (inUse.has(this.last));
    return this.last;
  }
}
