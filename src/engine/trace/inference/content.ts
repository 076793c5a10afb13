/** The content of a message as one number: topic and payload that are equal give equal numbers. */

/** Of a longer payload this many bytes at its beginning and at its end count; whoever needs certainty compares the rest. */
const SAMPLE = 64;

/** Whether the number stands for the whole payload. */
export function isWhole(payloadLength: number): boolean {
  return payloadLength <= 2 * SAMPLE;
}

/** A number of 32 bits for a topic's number and the payload from `start` to `end`. */
export function contentNumber(topic: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = Math.imul(topic ^ 0x811c9dc5, 0x01000193) ^ (end - start);
  const headEnd = isWhole(end - start) ? end : start + SAMPLE;
  for (let i = start; i < headEnd; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  for (let i = Math.max(headEnd, end - SAMPLE); i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  hash ^= hash >>> 15;
  return (hash ^ (hash >>> 7)) >>> 0;
}
