/** From an HTTP request to a WebSocket that carries MQTT (5: 6.0; 3.1.1: 6.0): who is let in, and what the others are told. */

import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';
import { say, type Sentence } from '../../../shared/sentences';
import type { Guests } from './door';
import { foreignSpeech } from './foreignSpeech';
import type { ListeningDoor } from './listeningDoor';
import { mayConnect } from './origins';
import { tlsFault } from './tlsHandshake';
import { WebSocketStream } from './webSocketStream';

/** As long as the core leaves a client for its CONNECT, in milliseconds. */
const REQUEST_TIMEOUT = 10_000;

/** How both WebSocket doors speak HTTP: it is there for one short request. */
export const HTTP_OPTIONS = {
  noDelay: true,
  maxHeaderSize: 8 * 1024,
  headersTimeout: REQUEST_TIMEOUT,
  requestTimeout: REQUEST_TIMEOUT,
  connectionsCheckingInterval: 1_000,
} as const;

/** The sub-protocol of MQTT (6.0.0-3, -4; 3.1.1: the same). */
const SUB_PROTOCOL = 'mqtt';

/** A frame may hold several packets, or a part of one; below this many bytes it is never too large. */
const SMALLEST_FRAME_LIMIT = 1024 * 1024;

/** What decides about a request. */
export interface WebSocketRules {
  /** As in DoorOptions. */
  readonly origins: readonly string[];
  readonly guests: Guests;
}

/** Answers every request on the server; clients of MQTT go in through the door. */
export function serveWebSockets(server: HttpServer | HttpsServer, door: ListeningDoor, rules: WebSocketRules): void {
  // What is compressed cannot be bounded before it is unpacked, and MQTT's packets are small.
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    handleProtocols: () => SUB_PROTOCOL, // 6.0.0-4: whatever else was offered beside it
  });
  const refuse = (socket: Socket, status: string, fault: Sentence, bytes?: Uint8Array): void => {
    door.turnAway(socket, fault, bytes);
    answer(socket, status, say(fault));
  };
  server.on('request', (request: IncomingMessage) => {
    refuse(request.socket, '426 Upgrade Required', notWebSocket(`${request.method ?? ''} ${request.url ?? ''}`));
  });
  server.on('clientError', (error: Error, stream: Duplex) => {
    const socket = socketOf(stream);
    const fault = requestFault(error);
    if (fault.answered && socket.writable) refuse(socket, '400 Bad Request', fault.sentence, fault.bytes);
    else {
      door.turnAway(socket, fault.sentence, fault.bytes);
      socket.destroy();
    }
  });
  webSockets.on('wsClientError', (error, stream) => {
    refuse(socketOf(stream), '400 Bad Request', notWebSocket(error.message));
  });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const { socket } = request;
    // A client that resets the connection now is no news: its end is seen at the socket below.
    stream.on('error', () => stream.destroy());
    const objection = objectionTo(request, rules.origins);
    if (objection !== null) {
      refuse(socket, objection.status, objection.fault);
      return;
    }
    webSockets.options.maxPayload = Math.max(2 * rules.guests.maximumPacketSize, SMALLEST_FRAME_LIMIT);
    webSockets.handleUpgrade(request, stream, head, (webSocket) => {
      door.admit(socket, new WebSocketStream(webSocket));
    });
  });
}

/** What speaks against a request for a WebSocket, and the status of the answer; null where nothing does. */
function objectionTo(
  { headers }: IncomingMessage,
  origins: readonly string[],
): { status: string; fault: Sentence } | null {
  const origin = headers.origin ?? headers['sec-websocket-origin'];
  if (!mayConnect(origin?.toString(), origins)) {
    const args = { origin: origin?.toString() ?? '' };
    return { status: '403 Forbidden', fault: { code: 'door.originRefused', args } };
  }
  const offered = headers['sec-websocket-protocol'] ?? '';
  const protocols = offered.split(',').map((protocol) => protocol.trim());
  if (protocols.includes(SUB_PROTOCOL)) return null;
  return { status: '400 Bad Request', fault: { code: 'door.noSubProtocol', args: { offered } } };
}

function notWebSocket(cause: string): Sentence {
  return { code: 'door.notWebSocket', args: { cause } };
}

/** Why no request could be read, with the bytes that stood there. Over TLS that is also where its handshake fails. */
function requestFault(error: Error): { sentence: Sentence; bytes?: Uint8Array; answered: boolean } {
  const code = 'code' in error ? String(error.code) : '';
  if (!/^(HPE_|ERR_HTTP_)/.test(code)) return { sentence: tlsFault(error), answered: false };
  const bytes = 'rawPacket' in error && error.rawPacket instanceof Uint8Array ? error.rawPacket : undefined;
  const foreign = bytes === undefined ? null : foreignSpeech(bytes, 'ws');
  const sentence = foreign ?? notWebSocket(error.message);
  return bytes === undefined ? { sentence, answered: true } : { sentence, bytes, answered: true };
}

/** Node's types leave open what its servers on sockets hand out. */
function socketOf(stream: Duplex): Socket {
  if (stream instanceof Socket) return stream;
  throw new TypeError('The stream under a request is no socket.');
}

/** Says why in HTTP, and ends the connection. */
function answer(socket: Socket, status: string, text: string): void {
  if (!socket.writable) return; // a second request behind one that was answered so
  const body = Buffer.from(`${text}\n`, 'utf8');
  const head = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    ...(status.startsWith('426') ? ['Upgrade: websocket'] : []),
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    '\r\n',
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), body]));
}
