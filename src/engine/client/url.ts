/** Addresses of brokers as a person writes them. */

import { QoScopeError } from '../../shared/sentences';

/** Where a broker listens. */
export interface BrokerTarget {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** What to authenticate with; nobody is named without it. */
  readonly credentials?: { readonly userName: string; readonly password: string };
}

/** The port that IANA gives to MQTT over TCP. */
const DEFAULT_MQTT_PORT = 1883;

/**
 * Reads `mqtt://host[:port]`, the host a name, an IPv4 address or an IPv6 address in brackets; the port is 1883 where
 * none is given. Throws client.badUrl for other schemes, for credentials, paths and queries, and for port 0.
 */
export function parseBrokerUrl(text: string): BrokerTarget {
  const bad = (cause?: unknown): QoScopeError => new QoScopeError('client.badUrl', { url: text }, { cause });
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch (cause) {
    throw bad(cause);
  }
  if (url.protocol !== 'mqtt:' || url.hostname === '' || url.port === '0') throw bad();
  const path = url.pathname === '/' ? '' : url.pathname;
  if (`${url.username}${url.password}${path}${url.search}${url.hash}` !== '') throw bad();
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? DEFAULT_MQTT_PORT : Number(url.port) };
}

/** The address as a URL: an IPv6 address gets its brackets. */
export function brokerUrl({ host, port }: BrokerTarget): string {
  return `mqtt://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
