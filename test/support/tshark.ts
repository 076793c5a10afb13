/** What tshark reads in a capture: the yardstick for our own reading. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A control packet as tshark sees it. */
export interface DissectedPacket {
  readonly type: number;
  /** The lower four bits of the first byte. */
  readonly flags: number;
  readonly packetId: number | null;
  /** Null for all but PUBLISH. */
  readonly topic: string | null;
  /** The whole packet in bytes. */
  readonly length: number;
  /** Null where there is none, and for the lists of SUBACK and UNSUBACK. */
  readonly reason: number | null;
}

type Layer = Readonly<Record<string, unknown>>;

const HAS_LIST_OF_REASONS = new Set([9, 11]);

/** Every MQTT packet of a capture, in the order of the frames that complete them; of one with TLS by the keys in that file. */
export async function dissect(
  file: string,
  ports: readonly number[],
  keyLog: string | null = null,
): Promise<DissectedPacket[]> {
  const decode = ports.flatMap((port) =>
    keyLog === null
      ? ['-d', `tcp.port==${port},mqtt`]
      : ['-d', `tcp.port==${port},tls`, '-d', `tls.port==${port},mqtt`],
  );
  const keys = keyLog === null ? [] : ['-o', `tls.keylog_file:${keyLog}`];
  const words = ['-r', file, '-o', 'tcp.reassemble_out_of_order:TRUE', ...keys, ...decode, '-Y', 'mqtt'];
  const { stdout } = await run('tshark', [...words, '-T', 'json', '-J', 'mqtt', '--no-duplicate-keys'], {
    maxBuffer: 1024 * 1024 * 1024,
  });
  const frames = JSON.parse(stdout) as { readonly _source: { readonly layers: { readonly mqtt: Layer | Layer[] } } }[];
  return frames.flatMap(({ _source: { layers } }) => [layers.mqtt].flat()).map(packet);
}

/** The frames of a capture in which Wireshark sees something wrong: bad checksums, lost or doubled segments, malformed packets. */
export async function complaints(file: string): Promise<string> {
  const checks = ['ip.check_checksum:TRUE', 'tcp.check_checksum:TRUE'].flatMap((preference) => ['-o', preference]);
  const { stdout } = await run('tshark', [
    '-r',
    file,
    ...checks,
    '-Y',
    '_ws.expert.severity >= 0x600000 || _ws.malformed',
  ]);
  return stdout;
}

function packet(layer: Layer): DissectedPacket {
  const first = Number(layer['mqtt.hdrflags']);
  const type = first >> 4;
  const remaining = Number(layer['mqtt.len']);
  const id = layer['mqtt.msgid'];
  const topic = layer['mqtt.topic'];
  return {
    type,
    flags: first & 15,
    packetId: id === undefined ? null : Number(id),
    topic: type !== 3 ? null : typeof topic === 'string' ? topic : '',
    length: 1 + lengthOfLength(remaining) + remaining,
    reason: HAS_LIST_OF_REASONS.has(type) ? null : reasonOf(layer),
  };
}

/** The field has another name in each packet. */
function reasonOf(layer: Layer): number | null {
  const found = Object.entries(layer).find(([name]) => name.endsWith('reason_code') || name === 'mqtt.conack.val');
  return found === undefined ? null : Number(found[1]);
}

function lengthOfLength(remaining: number): number {
  return remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
}
