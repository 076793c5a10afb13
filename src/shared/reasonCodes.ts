/** Reason codes in words: MQTT 5, chapter 2.4; the return codes of CONNACK in MQTT 3.1.1, chapter 3.2.2.3. */

/** English names of MQTT 5's reason codes, by code. Those below 0x80 mean success. */
export const REASON_NAMES: Readonly<Record<number, string>> = {
  0x00: 'success',
  0x01: 'granted QoS 1',
  0x02: 'granted QoS 2',
  0x04: 'disconnect with Will Message',
  0x10: 'no matching subscribers',
  0x11: 'no subscription existed',
  0x18: 'continue authentication',
  0x19: 're-authenticate',
  0x80: 'unspecified error',
  0x81: 'malformed packet',
  0x82: 'protocol error',
  0x83: 'implementation specific error',
  0x84: 'unsupported protocol version',
  0x85: 'client identifier not valid',
  0x86: 'bad user name or password',
  0x87: 'not authorized',
  0x88: 'server unavailable',
  0x89: 'server busy',
  0x8a: 'banned',
  0x8b: 'server shutting down',
  0x8c: 'bad authentication method',
  0x8d: 'keep alive timeout',
  0x8e: 'session taken over',
  0x8f: 'topic filter invalid',
  0x90: 'topic name invalid',
  0x91: 'packet identifier in use',
  0x92: 'packet identifier not found',
  0x93: 'Receive Maximum exceeded',
  0x94: 'topic alias invalid',
  0x95: 'packet too large',
  0x96: 'message rate too high',
  0x97: 'quota exceeded',
  0x98: 'administrative action',
  0x99: 'payload format invalid',
  0x9a: 'retain not supported',
  0x9b: 'QoS not supported',
  0x9c: 'use another server',
  0x9d: 'server moved',
  0x9e: 'shared subscriptions not supported',
  0x9f: 'connection rate exceeded',
  0xa0: 'maximum connect time',
  0xa1: 'subscription identifiers not supported',
  0xa2: 'wildcard subscriptions not supported',
};

/** Codes with which a broker may refuse one filter of a SUBSCRIBE (3.9.3, table 3-8). */
export const SUBSCRIBE_REFUSALS: readonly number[] = [0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2];

/** Codes with which a broker may refuse a PUBLISH, in PUBACK or PUBREC (3.4.2.1, 3.5.2.1). */
export const PUBLISH_REFUSALS: readonly number[] = [0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];

/** Whether a broker may refuse a SUBSCRIBE or a PUBLISH with `code`. */
export function isRefusal(code: number): boolean {
  return SUBSCRIBE_REFUSALS.includes(code) || PUBLISH_REFUSALS.includes(code);
}

/** English names of the return codes of an MQTT 3.1.1 CONNACK, by code. */
export const RETURN_CODE_NAMES: Readonly<Record<number, string>> = {
  0x00: 'connection accepted',
  0x01: 'unacceptable protocol version',
  0x02: 'identifier rejected',
  0x03: 'server unavailable',
  0x04: 'bad user name or password',
  0x05: 'not authorized',
};

/** A code as people write it: 0x87. */
export function reasonHex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0').toUpperCase()}`;
}

/** "not authorized (0x87)"; only the number where the standard gives it no name. */
export function reasonText(code: number, translate: (english: string) => string = (english) => english): string {
  const name = REASON_NAMES[code];
  return name === undefined ? reasonHex(code) : `${translate(name)} (${reasonHex(code)})`;
}
