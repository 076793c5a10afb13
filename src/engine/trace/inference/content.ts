/** The content of a message as one number: topic and payload that are equal give equal numbers. */

/** Of a longer payload this many bytes at its beginning and at its end count; whoever needs certainty compares the rest. */
const SAMPLE = 64;

/** Whether the number stands for the whole payload. */
export function isWhole(payloadLength: number): boolean {
  return payloadLength <= 2 * SAMPLE;
}

/** A number of 32 bits for a topic's number and the payload from `start` to `end` of what `bytes` shows. */
export function contentNumber(topic: number, bytes: DataView, start: number, end: number): number {
  const first = Math.imul(topic ^ 0x811c9dc5, 0x01000193) ^ (end - start);
  if (isWhole(end - start)) return mixed(first, bytes, start, end) >>> 0;
  return mixed(mixed(first, bytes, start, start + SAMPLE), bytes, end - SAMPLE, end) >>> 0;
}

/** Takes four bytes at once, in two hashes that do not wait for each other: each message of a capture comes by here. */
function mixed(before: number, bytes: DataView, start: number, end: number): number {
  let hash = before;
  let other = end - start;
  let i = start;
  for (; i + 8 <= end; i += 8) {
    hash = mixedOne(hash, bytes.getInt32(i, true));
    other = mixedOne(other, bytes.getInt32(i + 4, true));
  }
  hash = mixedOne(hash, other);
  for (; i + 4 <= end; i += 4) hash = mixedOne(hash, bytes.getInt32(i, true));
  for (; i < end; i++) hash = mixedOne(hash, bytes.getUint8(i));
  return hash;
}

/** A multiplication carries upwards only; the shift brings what is high down (as in MurmurHash3). */
function mixedOne(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x85ebca6b);
  return product ^ (product >>> 13);
}
