/** The ways in which MQTT travels, and what a person calls them. */

/** TCP, TLS, WebSocket, and WebSocket over TLS, in the order in which they are listed. */
export const TRANSPORTS = ['tcp', 'tls', 'ws', 'wss'] as const;

/** One of them. */
export type Transport = (typeof TRANSPORTS)[number];

/** A place where the local broker listens. */
export interface DoorStatus {
  readonly transport: Transport;
  /** An address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** The PEM files of the certificate that the doors with TLS show. */
export interface CertificateFiles {
  /** The certificate, and behind it those of the authorities between it and a trusted one, if there are any. */
  readonly certificate: string;
  /** Its private key, not encrypted. */
  readonly key: string;
}

/** The local broker's doors beside the one for TCP. */
export interface DoorOptions {
  /** 0 lets the system choose; a door without a port stays shut. */
  readonly ports: Readonly<Partial<Record<Exclude<Transport, 'tcp'>, number | null>>>;
  /** Needed by TLS and secure WebSocket; read when they open. */
  readonly certificate: CertificateFiles | null;
  /**
   * Origins of web pages that may connect beside those of this machine: `https://app.example`; `*` for every page,
   * `null` for pages without an origin (a file).
   */
  readonly origins: readonly string[];
}

/** The setting that names the port of each door of the local broker. */
export const PORT_SETTINGS: Readonly<Record<Transport, string>> = {
  tcp: 'qoscope.localBroker.port',
  tls: 'qoscope.localBroker.tlsPort',
  ws: 'qoscope.localBroker.webSocketPort',
  wss: 'qoscope.localBroker.secureWebSocketPort',
};

const SCHEMES: Readonly<Record<Transport, string>> = { tcp: 'mqtt', tls: 'mqtts', ws: 'ws', wss: 'wss' };

/** The address as clients take it: `mqtts://127.0.0.1:8883`. */
export function doorUrl({ transport, host, port }: DoorStatus): string {
  return `${SCHEMES[transport]}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether only programs on this machine reach that address: a name or an address, IPv6 without brackets. */
export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  return plain === 'localhost' || plain.endsWith('.localhost') || plain === '::1' || /^127(\.\d{1,3}){3}$/.test(plain);
}
