/** One end of a TCP connection as text, equal on both sides of a connection within this machine. */

const IPV4_IN_IPV6 = /^::ffff:(?=\d+\.\d+\.\d+\.\d+)/i;

/**
 * `address:port`, an IPv6 address in brackets; an IPv4 address that a dual-stack socket shows as IPv6 reads as IPv4, so
 * that both ends agree.
 */
export function endpoint(address: string | undefined, port: number | undefined): string {
  const host = (address ?? '').replace(IPV4_IN_IPV6, '');
  return `${host.includes(':') ? `[${host}]` : host}:${port ?? 0}`;
}

/** The same for a text that was put together elsewhere, with or without brackets. */
export function normaliseEndpoint(text: string): string {
  const end = text.lastIndexOf(':');
  return endpoint(text.slice(0, end).replace(/^\[(.*)\]$/, '$1'), Number(text.slice(end + 1)));
}
