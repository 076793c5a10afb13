/**
 * Makes a self-signed certificate (RFC 5280). Node can sign but has no writer for X.509; the libraries that have one
 * bring a whole cryptography of their own, and this one form takes fewer lines than their wrapping.
 */

import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import * as der from './der';

/** Days that it is valid: the longest that Apple's systems take (825). */
export const VALID_DAYS = 825;

const MILLISECONDS_PER_DAY = 86_400_000;

/** Object identifiers by what they name. */
const OID = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** Tags of GeneralName (4.2.1.6). */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** A certificate and its private key as PEM. */
export interface KeyAndCertificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * For servers under these names and addresses, valid from a day before `now` (clocks differ) on, with an ECDSA key on P-256.
 * It signs nothing but itself: who trusts it trusts these names alone.
 */
export function selfSigned(commonName: string, hosts: readonly string[], now: Date): KeyAndCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signatureAlgorithm = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));
  const body = toBeSigned(commonName, hosts, now, publicKey, signatureAlgorithm);
  const signature = der.bitString(sign('sha256', body, privateKey));
  return {
    certificate: pem('CERTIFICATE', der.sequence(body, signatureAlgorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** TBSCertificate (4.1). */
function toBeSigned(
  commonName: string,
  hosts: readonly string[],
  now: Date,
  publicKey: KeyObject,
  signatureAlgorithm: Uint8Array,
): Uint8Array {
  const name = der.sequence(der.setOf(der.sequence(der.objectIdentifier(OID.commonName), der.utf8String(commonName))));
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' });
  const version3 = der.explicit(0, der.unsignedInteger(Uint8Array.of(2)));
  const serialNumber = der.unsignedInteger(Uint8Array.of(0x01, ...randomBytes(15)));
  const from = now.getTime() - MILLISECONDS_PER_DAY;
  const until = from + VALID_DAYS * MILLISECONDS_PER_DAY;
  const validity = der.sequence(der.time(new Date(from)), der.time(new Date(until)));
  const extensions = der.explicit(3, der.sequence(...extensionsFor(hosts, keyInfo)));
  return der.sequence(version3, serialNumber, signatureAlgorithm, name, validity, name, keyInfo, extensions);
}

/**
 * No key usage: "signs certificates" would be wrong for what is no authority, and without it OpenSSL before 3 does not take
 * the certificate for its own issuer.
 */
function extensionsFor(hosts: readonly string[], keyInfo: Uint8Array): Uint8Array[] {
  const keyIdentifier = createHash('sha1').update(keyInfo).digest();
  return [
    extension(OID.basicConstraints, der.sequence(), true), // cA is FALSE by default
    extension(OID.extendedKeyUsage, der.sequence(der.objectIdentifier(OID.serverAuth))),
    extension(OID.subjectAltName, der.sequence(...hosts.map(generalName))),
    extension(OID.subjectKeyIdentifier, der.octetString(keyIdentifier)),
  ];
}

function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  const flag = critical ? [der.booleanTrue()] : [];
  return der.sequence(der.objectIdentifier(oid), ...flag, der.octetString(value));
}

function generalName(host: string): Uint8Array {
  return isIP(host) === 0
    ? der.implicit(DNS_NAME, Buffer.from(host, 'ascii'))
    : der.implicit(IP_ADDRESS, addressBytes(host));
}

/** 4 or 16 bytes. */
function addressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.').map(Number));
  // The URL parser writes an IPv4 tail as two groups, and all others in their shortest form.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = groups(head);
  const right = groups(tail ?? '');
  const filler = new Array<number>(8 - left.length - right.length).fill(0);
  return Uint8Array.from([...left, ...filler, ...right].flatMap((group) => [group >> 8, group & 0xff]));
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
}

function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
