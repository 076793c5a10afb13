/** A TCP relay between a client and a broker that sees each packet, and can swallow it and cut the connection there. */

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

import { part } from '../../src/engine/wire/bytes';
import { Framer } from '../../src/engine/wire/framer';
import { newPublishFields, readPublish } from '../../src/engine/wire/publishFields';
import { PACKET_TYPES, type PacketType, type Side } from '../../src/shared/model';

/** A packet as it came to the relay. */
export interface RelayedPacket {
  /** Which connection through the relay, from 1. */
  readonly connection: number;
  readonly from: Side;
  readonly type: PacketType;
  readonly dup: boolean;
  /** The packet identifier where the type has one, else 0. */
  readonly packetId: number;
}

/** What becomes of a packet: it goes on; or it is swallowed and both ends are cut; or it goes on and then they are cut. */
export type RelayVerdict = 'pass' | 'swallow and cut' | 'pass and cut';

/** Listens on loopback until `close`. */
export class Relay {
  /** All packets in the order in which they came. */
  readonly packets: RelayedPacket[] = [];
  /** Asked for each packet. */
  judge: (packet: RelayedPacket) => RelayVerdict = () => 'pass';
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private connections = 0;

  private constructor(private readonly brokerPort: number) {
    this.server = createServer({ noDelay: true }, (client) => this.join(client));
  }

  static async start(brokerPort: number): Promise<Relay> {
    const relay = new Relay(brokerPort);
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What came from that side, as lines such as "1 PUBLISH 7 dup". */
  seen(from: Side, ...types: PacketType[]): string[] {
    return this.packets
      .filter((packet) => packet.from === from && types.includes(packet.type))
      .map(({ connection, type, packetId, dup }) => `${connection} ${type} ${packetId}${dup ? ' dup' : ''}`);
  }

  /** Cuts every connection that goes through it now. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    const connection = ++this.connections;
    const broker = connect({ host: '127.0.0.1', port: this.brokerPort, noDelay: true });
    this.forward(connection, 'client', client, broker);
    this.forward(connection, 'broker', broker, client);
  }

  private forward(connection: number, from: Side, source: Socket, target: Socket): void {
    this.sockets.add(source);
    const cut = (): void => {
      source.destroy();
      target.destroy();
    };
    const framer = new Framer(
      {
        packetIn: (chunk, start, end) => {
          const bytes = part(chunk, start, end);
          const packet = describe(connection, from, bytes);
          this.packets.push(packet);
          const verdict = this.judge(packet);
          // Both ends close by FIN, so that what was passed on before arrives.
          if (verdict !== 'swallow and cut') target.write(Buffer.from(bytes));
          if (verdict === 'pass') return true;
          target.destroySoon();
          source.destroySoon();
          return false;
        },
        fault: cut,
      },
      Number.MAX_SAFE_INTEGER,
    );
    source.on('data', (chunk) => framer.push(chunk));
    source.on('end', () => target.end());
    source.on('error', cut);
    source.on('close', () => {
      this.sockets.delete(source);
      target.destroySoon();
    });
  }
}

function describe(connection: number, from: Side, bytes: Uint8Array): RelayedPacket {
  const first = bytes[0] ?? 0;
  const type = PACKET_TYPES[first >> 4] ?? 'RESERVED';
  const publish = type === 'PUBLISH' ? readPublish(bytes, 4, newPublishFields()) : null;
  const hasIdentifier = /^(PUB(ACK|REC|REL|COMP)|(UN)?SUB)/.test(type);
  const packetId = publish?.packetId ?? (hasIdentifier ? ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0) : 0);
  return { connection, from, type, dup: publish?.dup ?? false, packetId };
}
