/** What stands before the IP packet in a frame, by link type (tcpdump.org, "Link-layer header types"). */

import { uint16 } from '../../wire/bytes';

const NULL = 0;
const ETHERNET = 1;
const RAW_OF_BSD = 12;
const RAW_OF_OPENBSD = 14;
const RAW = 101;
const LOOP = 108;
const LINUX_COOKED = 113;
const IPV4 = 228;
const IPV6 = 229;
const LINUX_COOKED_2 = 276;

const TYPE_IPV4 = 0x0800;
const TYPE_IPV6 = 0x86dd;
/** The address families that systems give IPv4 and IPv6: 2; 10 on Linux, 24, 28 or 30 on the BSDs. */
const FAMILIES = new Set([2, 10, 24, 28, 30]);

/** In place of an offset: the frame holds no IP packet. */
export const NO_INTERNET = -1;
/** In place of an offset: the link type is unknown here. */
export const UNKNOWN_LINK = -2;

/** Where the IP packet of a frame begins that stands from `start` to `end` in `bytes`; or NO_INTERNET or UNKNOWN_LINK. */
export function internetStart(linkType: number, bytes: Uint8Array, start: number, end: number): number {
  switch (linkType) {
    case ETHERNET:
      return behindEtherType(bytes, start + 12, end);
    case LINUX_COOKED:
      return behindEtherType(bytes, start + 14, end);
    case LINUX_COOKED_2:
      return start + 20 <= end && isInternet(uint16(bytes, start)) ? start + 20 : NO_INTERNET;
    case NULL:
    case LOOP:
      return start + 4 <= end && isFamily(bytes, start) ? start + 4 : NO_INTERNET;
    case RAW:
    case RAW_OF_BSD:
    case RAW_OF_OPENBSD:
    case IPV4:
    case IPV6:
      return start;
    default:
      return UNKNOWN_LINK;
  }
}

function behindEtherType(bytes: Uint8Array, start: number, end: number): number {
  for (let offset = start; offset + 2 <= end; offset += 4) {
    const type = uint16(bytes, offset);
    if (isInternet(type)) return offset + 2;
    if (!isVlanTag(type)) break;
  }
  return NO_INTERNET;
}

/** 802.1Q, 802.1ad and its forerunner. */
function isVlanTag(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100;
}

/** Four bytes in the byte order of the machine that captured, which need not be the file's; always small numbers. */
function isFamily(bytes: Uint8Array, start: number): boolean {
  const family = bytes[start] === 0 ? bytes[start + 3] : bytes[start];
  return FAMILIES.has(family ?? 0);
}

function isInternet(type: number): boolean {
  return type === TYPE_IPV4 || type === TYPE_IPV6;
}
