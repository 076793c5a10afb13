/** Capture files and the frames in them, put together byte by byte in every form that the formats allow. */

import { tcpFrame, type SegmentFields } from '../../src/engine/capture/export/tcpFrame';
import type { Side } from '../../src/shared/model';

/** A frame with its time. */
export interface TimedFrame {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly bytes: Uint8Array;
  /** Its length on the network, where less of it is there. */
  readonly length?: number;
}

/** How a file is written. */
export interface FileForm {
  readonly format: 'pcap' | 'pcapng';
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
  readonly linkType: number;
}

/** The plainest form. */
export const PLAIN: FileForm = { format: 'pcapng', littleEndian: true, nanoseconds: true, linkType: 1 };

/** Bytes of Ethernet before the IP packet. */
export const ETHERNET_HEADER = 14;

/** A segment between a client and the broker at port 1883 of one machine. */
export function segment(
  from: Side,
  fields: Partial<SegmentFields>,
  version: 4 | 6 = 4,
  clientPort = 50_000,
  brokerPort = 1883,
): Uint8Array {
  const address = version === 4 ? Uint8Array.of(127, 0, 0, 1) : new Uint8Array(16).fill(1, 15);
  const client = { address, port: clientPort };
  const broker = { address, port: brokerPort };
  const payload = fields.payload ?? new Uint8Array();
  const whole = { sequence: 0, acknowledgement: 0, flags: 0, length: payload.length, ...fields, payload };
  return from === 'client' ? tcpFrame(client, broker, whole) : tcpFrame(broker, client, whole);
}

/** The whole file. */
export function captureFile(frames: readonly TimedFrame[], form: FileForm = PLAIN): Uint8Array {
  return Buffer.concat(form.format === 'pcap' ? pcap(frames, form) : pcapng(frames, form));
}

type Field = readonly [bytes: 1 | 2 | 4, value: number];

/** Numbers in the byte order of the file. */
function numbers(littleEndian: boolean, ...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([size, value]) => {
      const bytes = Buffer.alloc(size);
      if (littleEndian) bytes.writeUIntLE(value, 0, size);
      else bytes.writeUIntBE(value, 0, size);
      return bytes;
    }),
  );
}

function pcap(frames: readonly TimedFrame[], { littleEndian, nanoseconds, linkType }: FileForm): Uint8Array[] {
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const header = numbers(littleEndian, [4, magic], [2, 2], [2, 4], [4, 0], [4, 0], [4, 262_144], [4, linkType]);
  const unit = nanoseconds ? 1n : 1000n;
  const records = frames.flatMap(({ time, bytes, length = bytes.length }) => {
    const seconds = Number(time / 1_000_000_000n);
    const fraction = Number((time % 1_000_000_000n) / unit);
    return [numbers(littleEndian, [4, seconds], [4, fraction], [4, bytes.length], [4, length]), bytes];
  });
  return [header, ...records];
}

function pcapng(frames: readonly TimedFrame[], { littleEndian, nanoseconds, linkType }: FileForm): Uint8Array[] {
  const block = (type: number, body: Uint8Array): Uint8Array => {
    const padding = Buffer.alloc(-body.length & 3);
    const length = 12 + body.length + padding.length;
    const start = numbers(littleEndian, [4, type], [4, length]);
    return Buffer.concat([start, body, padding, numbers(littleEndian, [4, length])]);
  };
  const section = numbers(littleEndian, [4, 0x1a2b3c4d], [2, 1], [2, 0], [4, 0xffffffff], [4, 0xffffffff]);
  const resolution: Field[] = nanoseconds
    ? [
        [2, 9],
        [2, 1],
        [1, 9],
        [1, 0],
        [2, 0],
      ]
    : [];
  const origin = numbers(littleEndian, [2, linkType], [2, 0], [4, 0], ...resolution, [4, 0]);
  const packets = frames.map(({ time, bytes, length = bytes.length }) => {
    const units = nanoseconds ? time : time / 1000n;
    const [high, low] = [Number(units >> 32n), Number(units & 0xffffffffn)];
    const header = numbers(littleEndian, [4, 0], [4, high], [4, low], [4, bytes.length], [4, length]);
    return block(6, Buffer.concat([header, bytes]));
  });
  const unknown = block(0x0bad, Buffer.from('of somebody else'));
  return [block(0x0a0d0d0a, section), block(1, origin), unknown, ...packets];
}
