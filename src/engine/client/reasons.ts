/** Reason codes in words, for the places of a sentence. */

import { ReasonCodes } from 'mqtt';

/** `Not authorized (0x87)`; a code without a name is only its number. Knows the CONNACK return codes of 3.1.1 too. */
export function reasonInWords(code: number): string {
  const name = (ReasonCodes as Readonly<Record<number, string | undefined>>)[code];
  const number = `0x${code.toString(16).padStart(2, '0')}`;
  return name === undefined || name === '' ? number : `${name} (${number})`;
}

/** The failure of a socket in words; an error without a message (several addresses failed) is named by its code. */
export function causeInWords(error: Error): string {
  return error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;
}
