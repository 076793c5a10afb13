/** Why something failed, in words, for the places of a sentence. */

import { reasonHex, reasonText, RETURN_CODE_NAMES } from '../../shared/reasonCodes';

/** Why a broker refused a connection: MQTT 5 has reason codes from 0x80, MQTT 3.1.1 return codes below. */
export function refusalInWords(code: number): string {
  const name = code < 0x80 ? RETURN_CODE_NAMES[code] : undefined;
  return name === undefined ? reasonText(code) : `${name} (${reasonHex(code)})`;
}

/** The failure of a socket in words; an error without a message (several addresses failed) is named by its code. */
export function causeInWords(error: Error): string {
  return error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;
}
