/** What comes to the wrong door, breaks off, or means harm: it is turned away, the trace says why, and the others are served on. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

import { connectAsync } from 'mqtt';
import { WebSocket, type ClientOptions } from 'ws';
import { LocalBroker } from '../../../src/engine/broker/localBroker';
import { systemClock } from '../../../src/engine/clock';
import { doorUrl, TRANSPORTS, type Transport } from '../../../src/shared/transports';
import { hex } from '../../support/brokerHarness';
import { BrokerRecorder } from '../../support/brokerRecorder';
import { allDoors } from '../../support/brokerDoors';
import { TestCertificate } from '../../support/certificate';
import { Program } from '../../support/programs';

const MAXIMUM_PACKET_SIZE = 100_000;

/** CONNECT of the client "c" in MQTT 3.1.1, and in MQTT 5. */
const CONNECT = hex('100d 0004 4d515454 04 02 0000 0001 63');
const CONNECT_5 = hex('100e 0004 4d515454 05 02 0000 00 0001 63');
const CONNACK = '20020000';
/** Begins a TLS handshake and goes on as no TLS does. */
const TLS_GARBAGE = Buffer.concat([hex('16 0301 0200 01'), Buffer.alloc(600, 0xaa)]);
const HTTP = Buffer.from('GET /mqtt HTTP/1.1\r\nHost: localhost\r\n\r\n');

describe('the doors of the local broker, attacked', () => {
  let certificate: TestCertificate;
  let trace: BrokerRecorder;
  let broker: LocalBroker;
  let sockets: net.Socket[];

  before(async () => {
    certificate = await TestCertificate.make();
  });

  after(() => certificate.remove());

  beforeEach(async () => {
    sockets = [];
    trace = new BrokerRecorder();
    const doors = allDoors(certificate, ['https://listed.example']);
    const options = { host: '127.0.0.1', port: 0, maximumPacketSize: MAXIMUM_PACKET_SIZE, doors };
    broker = await LocalBroker.start(options, { trace, clock: systemClock, onChanged: () => undefined });
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await broker.stop();
  });

  const doorOf = (transport: Transport) => broker.status().doors.find((door) => door.transport === transport)!;

  /** A bare TCP connection to a door. */
  async function knock(transport: Transport): Promise<net.Socket> {
    const socket = net.connect({ host: '127.0.0.1', port: doorOf(transport).port });
    return keep(socket, 'connect');
  }

  async function knockWithTls(transport: Transport, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
    const ca = certificate.authority;
    return keep(tls.connect({ host: '127.0.0.1', port: doorOf(transport).port, ca, ...options }), 'secureConnect');
  }

  async function keep<Kind extends net.Socket>(socket: Kind, ready: string): Promise<Kind> {
    sockets.push(socket);
    await once(socket, ready);
    socket.on('error', () => socket.destroy()); // a reset is an end like another
    return socket;
  }

  async function webSocket(options: ClientOptions = {}, protocols = ['mqtt']): Promise<WebSocket> {
    const socket = new WebSocket(doorUrl(doorOf('ws')), protocols, options);
    await once(socket, 'open');
    return socket;
  }

  /** The first wire says why it was turned away, and whose it was. */
  async function turnedAway(code: RegExp, transport: Transport, clientAddress: string): Promise<void> {
    await trace.noted('1 end');
    assert.match(trace.lines[0] ?? '', code);
    const brokerAddress = `127.0.0.1:${doorOf(transport).port}`;
    assert.deepEqual(trace.openings[0], { broker: 'local', clientAddress, brokerAddress });
  }

  const addressOf = (socket: net.Socket): string => `127.0.0.1:${socket.localPort!}`;

  /** All that the door says until it closes. */
  async function lastWords(socket: net.Socket): Promise<Buffer> {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    if (!socket.closed) await once(socket, 'close');
    return Buffer.concat(chunks);
  }

  async function allServe(): Promise<void> {
    for (const transport of TRANSPORTS) {
      const client = await connectAsync(doorUrl(doorOf(transport)), { ca: certificate.authority, reconnectPeriod: 0 });
      await client.publishAsync('still', 'here', { qos: 2 });
      await client.endAsync();
    }
  }

  for (const { what, transport, bytes, code, answer } of [
    { what: 'TLS at the port for TCP', transport: 'tcp', bytes: TLS_GARBAGE, code: 'door.isTls', answer: /^$/ },
    { what: 'HTTP at the port for TCP', transport: 'tcp', bytes: HTTP, code: 'door.isHttp', answer: /^$/ },
    { what: 'MQTT at the port for TLS', transport: 'tls', bytes: CONNECT, code: 'door.notTls', answer: /^/ },
    { what: 'HTTP at the port for TLS', transport: 'tls', bytes: HTTP, code: 'door.notTls', answer: /^/ },
    { what: 'garbage at the port for TLS', transport: 'tls', bytes: TLS_GARBAGE, code: 'door.', answer: /^/ },
    {
      what: 'MQTT at the WebSocket port',
      transport: 'ws',
      bytes: CONNECT,
      code: 'door.isMqtt',
      answer: /^HTTP\/1\.1 400/,
    },
    {
      what: 'TLS at the WebSocket port',
      transport: 'ws',
      bytes: TLS_GARBAGE,
      code: 'door.isTls',
      answer: /^HTTP\/1\.1 400/,
    },
    { what: 'MQTT at the secure WebSocket port', transport: 'wss', bytes: CONNECT, code: 'door.notTls', answer: /^/ },
    {
      what: 'a request for a page',
      transport: 'ws',
      bytes: HTTP,
      code: 'door.notWebSocket',
      answer: /^HTTP\/1\.1 426 Upgrade Required\r\n/,
    },
    {
      what: 'headers without an end',
      transport: 'ws',
      bytes: Buffer.from(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`),
      code: 'door.notWebSocket',
      answer: /^HTTP\/1\.1 400/,
    },
  ] as const) {
    it(`turn away ${what}, and say so`, async () => {
      const socket = await knock(transport);
      const address = addressOf(socket);
      socket.write(bytes);
      assert.match((await lastWords(socket)).toString('latin1'), answer);
      await turnedAway(new RegExp(`^1 unreadable ${code}`), transport, address);
      await allServe();
    });
  }

  for (const [what, transport, bytes] of [
    ['TLS', 'tls', hex('16 0301')],
    ['WebSocket', 'ws', HTTP.subarray(0, 20)],
    ['secure WebSocket', 'wss', hex('16 0301')],
  ] as const) {
    it(`note a client that goes in the middle of the ${what} handshake`, async () => {
      const socket = await knock(transport);
      const address = addressOf(socket);
      socket.write(bytes);
      socket.end();
      await turnedAway(/^1 unreadable door\./, transport, address);
      await allServe();
    });
  }

  it('say where a client does not trust the certificate', async () => {
    const other = await TestCertificate.make();
    const words = ['-h', '127.0.0.1', '-p', String(doorOf('tls').port), '--cafile', other.files.certificate];
    const client = await Program.start('mosquitto_pub', [...words, '-t', 'a', '-m', 'x'], 'mosquitto-clients');
    await assert.rejects(client.succeeded());
    await other.remove();
    await trace.noted('1 end');
    // Its alert is lost where its reset overtakes it.
    assert.match(trace.lines[0] ?? '', /^1 unreadable door\.(untrusted|leftTls)$/);
  });

  it('refuse TLS 1.1', async () => {
    const socket = tls.connect({
      host: '127.0.0.1',
      port: doorOf('tls').port,
      ca: certificate.authority,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    sockets.push(socket);
    await once(socket, 'error');
    await trace.noted('1 unreadable door.tlsFailed');
  });

  it('serve MQTT inside TLS with both ends of the wire known', async () => {
    const socket = await knockWithTls('tls');
    socket.write(CONNECT);
    const [connack] = (await once(socket, 'data')) as [Buffer];
    assert.equal(connack.toString('hex'), CONNACK);
    assert.equal(trace.openings[0]?.clientAddress, `127.0.0.1:${socket.localPort!}`);
    assert.equal(trace.openings[0].brokerAddress, `127.0.0.1:${doorOf('tls').port}`);
  });

  for (const [offered, protocols] of [
    ['none', []],
    ['another', ['chat', 'mqttv3.1']],
  ] as const) {
    it(`answer 400 to a WebSocket that offers ${offered} of the sub-protocols`, async () => {
      const socket = new WebSocket(doorUrl(doorOf('ws')), [...protocols]);
      const [error] = (await once(socket, 'error')) as [Error];
      assert.match(error.message, /400/);
      await trace.noted('1 unreadable door.noSubProtocol');
    });
  }

  it('choose mqtt among several sub-protocols', async () => {
    const socket = await webSocket({}, ['chat', 'mqtt']);
    assert.equal(socket.protocol, 'mqtt');
    socket.terminate();
  });

  it('agree to no compression', async () => {
    const socket = await webSocket({ perMessageDeflate: true });
    assert.equal(socket.extensions, '');
    socket.terminate();
  });

  for (const [origin, status] of [
    ['https://evil.example', 403],
    ['http://localhost.evil.example', 403],
    ['null', 403],
    ['http://localhost:3000', 101],
    ['http://127.0.0.1:8000', 101],
    ['https://listed.example', 101],
  ] as const) {
    it(`answer ${status} to a web page of ${origin}`, async () => {
      const socket = new WebSocket(doorUrl(doorOf('ws')), ['mqtt'], { origin });
      if (status === 101) await once(socket, 'open');
      else {
        const [error] = (await once(socket, 'error')) as [Error];
        assert.match(error.message, /403/);
        await trace.noted('1 unreadable door.originRefused');
      }
      socket.terminate();
    });
  }

  it('put packets together from frames that cut them, and take many out of one frame', async () => {
    const socket = await webSocket();
    const received: string[] = [];
    const enough = new Promise<void>((resolve) => {
      socket.on('message', (message: Buffer) => {
        received.push(message.toString('hex'));
        if (received.join('').length === (4 + 2 * 1_000) * 2) resolve();
      });
    });
    for (const byte of CONNECT) socket.send(Uint8Array.of(byte));
    socket.send(new Uint8Array());
    socket.send(hex('c000'.repeat(1_000)));
    await enough;
    assert.equal(received.join(''), CONNACK + 'd000'.repeat(1_000));
    socket.terminate();
  });

  it('end a WebSocket that sends text, with the reason in MQTT 5', async () => {
    const socket = await webSocket();
    socket.send(CONNECT_5);
    await once(socket, 'message');
    socket.send('hello');
    const [[disconnect], [code]] = (await Promise.all([once(socket, 'message'), once(socket, 'close')])) as [
      [Buffer],
      [number],
    ];
    assert.equal(disconnect.subarray(0, 1).toString('hex'), 'e0');
    assert.equal(disconnect[2], 0x81);
    assert.equal(code, 1003);
    await trace.noted('1 unreadable door.textFrame');
    await allServe();
  });

  it('answer a packet above the maximum as on TCP', async () => {
    const socket = await webSocket();
    socket.send(CONNECT_5);
    await once(socket, 'message');
    socket.send(Buffer.concat([hex('30 c09a0c'), Buffer.alloc(200_000)]));
    const [[disconnect]] = (await Promise.all([once(socket, 'message'), once(socket, 'close')])) as [[Buffer], unknown];
    assert.equal(disconnect[2], 0x95);
    await trace.noted('1 unreadable packet.tooLarge');
  });

  it('end a WebSocket whose frame says it is huge, before it has come', async () => {
    const socket = await webSocket();
    socket.send(CONNECT_5);
    await once(socket, 'message');
    // A binary frame of 1 GiB, masked as a client's must be.
    const { _socket: raw } = socket as unknown as { readonly _socket: net.Socket };
    raw.write(hex('82 ff 0000000040000000 00000000'));
    const [code] = (await once(socket, 'close')) as [number];
    assert.equal(code, 1009);
    await trace.noted('1 unreadable door.badFrame');
    await trace.noted('1 end');
    await allServe();
  });

  it('end a WebSocket that breaks the rules for frames', async () => {
    const socket = await webSocket();
    const { _socket: raw } = socket as unknown as { readonly _socket: net.Socket };
    raw.write(hex('82 01 00')); // not masked
    const [code] = (await once(socket, 'close')) as [number];
    assert.equal(code, 1002);
    await trace.noted('1 unreadable door.badFrame');
    await allServe();
  });

  it('close while clients stand half in every door', async () => {
    const waiting = await Promise.all(TRANSPORTS.map((transport) => knock(transport)));
    const closed = waiting.map((socket) => lastWords(socket));
    waiting[1]!.write(hex('16 0301'));
    waiting[2]!.write(HTTP.subarray(0, 10));
    await knockWithTls('wss');
    await broker.stop();
    await Promise.all(closed);
    assert.equal(broker.status().running, false);
  });

  it('end their clients with the reason when the broker stops', async () => {
    const socket = await webSocket();
    socket.send(CONNECT_5);
    await once(socket, 'message');
    const last = Promise.all([once(socket, 'message'), once(socket, 'close')]) as Promise<[[Buffer], [number]]>;
    await broker.stop();
    const [[disconnect], [code]] = await last;
    assert.equal(disconnect[2], 0x8b);
    assert.equal(code, 1000);
  });
});
