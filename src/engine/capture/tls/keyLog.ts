/** Keys of TLS connections, as clients and servers log them for those who look at their traffic (SSLKEYLOGFILE, NSS's form). */

/** What the secrets of a connection are logged as. */
const SECRETS = [
  'CLIENT_RANDOM',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
] as const;

/** What a secret is logged as; CLIENT_RANDOM is the master secret of TLS 1.2, the others belong to TLS 1.3. */
export type SecretName = (typeof SECRETS)[number];

/** `LABEL CLIENT_RANDOM SECRET`; comments, other labels and everything else are passed over. */
const LINE = /^(\w+) ([0-9a-f]{64}) ((?:[0-9a-f]{2}){32,64})\r?$/gim;

const KNOWN: ReadonlySet<string> = new Set(SECRETS);

/** So many secrets are kept: a file that is larger than any log of a real program does not fill the memory. */
const MOST_SECRETS = 1_000_000;

/** Secrets by connection. */
export class KeyLog {
  private readonly secrets = new Map<string, Uint8Array>();

  /** Adds all that is in a text. Lines that are no secrets are passed over. */
  add(text: string): void {
    for (const [, label = '', random = '', secret = ''] of text.matchAll(LINE)) {
      if (!KNOWN.has(label.toUpperCase()) || this.secrets.size >= MOST_SECRETS) continue;
      this.secrets.set(`${label.toUpperCase()} ${random.toLowerCase()}`, Buffer.from(secret, 'hex'));
    }
  }

  /** The secret of the connection whose ClientHello has that random, or null. */
  find(name: SecretName, clientRandom: Uint8Array): Uint8Array | null {
    return this.secrets.get(`${name} ${Buffer.from(clientRandom).toString('hex')}`) ?? null;
  }
}
