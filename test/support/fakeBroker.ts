/** A broker that does exactly what a test tells it to, packet by packet. */

import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { generate, parser, type IConnackPacket, type Packet } from 'mqtt-packet';

/** One client's connection to it. */
export class FakeConnection {
  /** All that came, in order. */
  readonly received: Packet[] = [];
  private version: 4 | 5 = 4;

  constructor(
    private readonly socket: Socket,
    private readonly onPacket: (packet: Packet, connection: FakeConnection) => void,
  ) {
    const reader = parser();
    reader.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect') this.version = packet.protocolVersion === 5 ? 5 : 4;
      this.received.push(packet);
      this.onPacket(packet, this);
    });
    socket.on('data', (chunk: Buffer) => reader.parse(chunk));
    socket.on('error', () => socket.destroy()); // the test sees what the client does; a reset is no news here
  }

  send(packet: Packet): void {
    this.socket.write(generate(packet, { protocolVersion: this.version }));
  }

  /** Answers a CONNECT. */
  accept(properties: IConnackPacket['properties'] = {}, sessionPresent = false): void {
    if (this.version === 5) this.send({ cmd: 'connack', reasonCode: 0, sessionPresent, properties });
    else this.send({ cmd: 'connack', returnCode: 0, sessionPresent });
  }

  /** Bytes as they are, malformed ones too. */
  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  cut(): void {
    this.socket.destroySoon();
  }

  /** What came of that type. */
  of<Cmd extends Packet['cmd']>(cmd: Cmd): Extract<Packet, { cmd: Cmd }>[] {
    return this.received.filter((packet): packet is Extract<Packet, { cmd: Cmd }> => packet.cmd === cmd);
  }
}

/** Listens on loopback until `close`. */
export class FakeBroker {
  readonly connections: FakeConnection[] = [];
  /** Whether it leaves its side of a connection open when the client has closed its own. */
  staysOpen = false;
  private readonly sockets = new Set<Socket>();
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly server: Server,
    private readonly answer: (packet: Packet, connection: FakeConnection) => void,
  ) {}

  /** `answer` gets each packet. */
  static async start(answer: (packet: Packet, connection: FakeConnection) => void): Promise<FakeBroker> {
    const server = createServer({ noDelay: true, allowHalfOpen: true });
    const broker = new FakeBroker(server, answer);
    server.on('connection', (socket) => broker.join(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return broker;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The connection of that number, from 1. */
  connection(n: number): FakeConnection {
    const connection = this.connections[n - 1];
    if (connection === undefined) throw new Error(`No connection ${n} has come.`);
    return connection;
  }

  /** Resolves when `wanted` holds, looking at each packet and each end of a connection. */
  until(wanted: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!wanted()) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  /** Cuts all connections and stops listening; without effect the second time. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('end', () => {
      if (!this.staysOpen) socket.end();
    });
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.look();
    });
    this.connections.push(
      new FakeConnection(socket, (packet, connection) => {
        this.answer(packet, connection);
        this.look();
      }),
    );
  }

  private look(): void {
    for (const look of [...this.waiting]) look();
  }
}
