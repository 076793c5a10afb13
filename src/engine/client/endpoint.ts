/** One end of a TCP connection as text, equal on both sides of a connection within this machine. */

const IPV4_IN_IPV6 = /^::ffff:(?=\d+\.\d+\.\d+\.\d+)/i;

/** `address:port`; an IPv4 address that a dual-stack socket shows as IPv6 reads as IPv4, so that both ends agree. */
export function endpoint(address: string | undefined, port: number | undefined): string {
  return normaliseEndpoint(`${address ?? ''}:${port ?? 0}`);
}

/** The same for a text that was put together elsewhere. */
export function normaliseEndpoint(text: string): string {
  return text.replace(IPV4_IN_IPV6, '');
}
