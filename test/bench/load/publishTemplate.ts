/** A PUBLISH that is sent many times with another packet identifier and number. */

import type { Qos } from '../../../src/shared/model';
import type { Outbox } from './outbox';
import { publishPacket, type LoadVersion } from './packets';

/** Bytes of payload of every message; the first four are its number. */
const PAYLOAD_BYTES = 64;

/** Messages of one topic at one QoS. */
export class PublishTemplate {
  private readonly packet: Buffer;
  private readonly identifierAt: number;

  constructor(
    topic: string,
    private readonly qos: Qos,
    version: LoadVersion,
  ) {
    const payload = Buffer.alloc(PAYLOAD_BYTES, 0x61);
    this.packet = publishPacket(topic, payload, { qos, packetId: 1, version, retain: false });
    this.identifierAt = this.packet.length - PAYLOAD_BYTES - (version === 5 ? 1 : 0) - 2;
  }

  /** Length of the whole packet, in bytes. */
  get length(): number {
    return this.packet.length;
  }

  /** Adds message number `number`, 0 to 2^32 - 1. DUP is set where it is sent again (3.3.1-1). */
  add(outbox: Outbox, packetId: number, number: number, dup = false): void {
    this.packet[0] = 0x30 | (this.qos << 1) | (dup ? 8 : 0);
    const at = outbox.add(this.packet);
    if (this.qos > 0) outbox.set16(at + this.identifierAt, packetId);
    outbox.set32(at + this.packet.length - PAYLOAD_BYTES, number);
  }
}
