/**
 * Every sentence that the engine or shared code has for a person, by code. The engine speaks in codes and arguments;
 * host, page and command line put them into words in the person's language, with these English ones as the key.
 * A sentence says what happened, to what, and what to do next.
 */

/** Codes with their English sentence; `{name}` is replaced by the argument of that name. */
export const SENTENCES = {
  'topic.empty': 'A topic needs at least one character.',
  'topic.nul': 'A topic must not contain the character NUL (U+0000).',
  'topic.surrogate': 'The topic contains half of a surrogate pair, which has no UTF-8 form.',
  'topic.tooLong': 'The topic is longer than 65,535 bytes in UTF-8.',
  'topic.wildcard': 'A topic to publish to must not contain the wildcards + and #.',
  'topic.badHash': 'The wildcard # must be the last level of the filter, on its own: "sensors/#".',
  'topic.badPlus': 'The wildcard + must fill a whole level of the filter: "sensors/+/temperature".',
  'topic.badShare': 'A shared subscription reads $share/NAME/FILTER, with a name without wildcards and a filter.',

  'broker.portTaken':
    'Port {port} on {host} is taken by another program. Choose another port in {setting}, or stop that program.',
  'broker.portHeldByQoScope':
    'Port {port} on {host} is held by QoScope in another window. Connect to mqtt://{host}:{port}, or choose another port in {setting}.',
  'broker.portForbidden':
    'This system does not let QoScope listen on port {port} of {host}. Choose a port above 1023 in {setting}.',
  'broker.addressUnavailable':
    'This machine has no address {host}. Set qoscope.localBroker.host to 127.0.0.1 or to an address of this machine.',
  'broker.listenFailed': 'The local broker could not listen on {host}:{port}: {cause}',
  'broker.notRunning': 'The local broker is not running. Start it with "MQTT: Start Local Broker".',

  'certificate.missing':
    'A port with TLS needs a certificate and its key. Name the files in qoscope.localBroker.certificate and qoscope.localBroker.certificateKey, or make some with "MQTT: Make Development Certificate…".',
  'certificate.unreadable': 'The file {file} could not be read: {cause}. Name another one in {setting}.',
  'certificate.notPem':
    'The file {file} holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----"). Name another one in {setting}.',
  'certificate.badKey':
    'The file {file} holds no private key in PEM form that can be read: {cause}. Name another one in {setting}; an encrypted key must be decrypted first.',
  'certificate.mismatch':
    'The private key in {key} does not belong to the certificate in {certificate}. Name files that belong together.',
  'certificate.unusable': 'The certificate in {certificate} cannot be used with TLS: {cause}. Name another one.',
  'certificate.exists':
    'There is a file {file} already, which is not replaced. Choose another folder, or remove that file and its key first.',
  'certificate.badHost':
    '"{host}" is neither a host name nor an address. Write names like "broker.local" or "192.168.1.5".',
  'certificate.unwritable': 'The certificate could not be written to {directory}: {cause}. Choose another folder.',

  'door.leftEarly': 'The client went before its handshake with the door was done.',
  'door.notTls':
    'The client does not speak TLS, and this is a port with TLS. Let it connect with mqtts:// or wss://, or use a port without TLS.',
  'door.untrusted':
    'The client does not trust the certificate of the broker ({cause}). Give the certificate to the client as its CA file.',
  'door.tlsFailed': 'The TLS handshake failed: {cause}.',
  'door.tlsTimeout': 'The client did not finish the TLS handshake in time.',
  'door.isTls':
    'The client speaks TLS, and this is a port without TLS. Let it connect with mqtt:// or ws://, or use a port with TLS.',
  'door.isHttp':
    'The client speaks HTTP (WebSocket?), and this is a port for MQTT over TCP. Let it use the WebSocket port.',
  'door.notWebSocket':
    'The client does not ask for a WebSocket on the WebSocket port: {cause}. A client for MQTT over TCP uses another port.',
  'door.noSubProtocol': 'The client offers the WebSocket sub-protocols "{offered}"; it must offer "mqtt" (6.0.0-3).',
  'door.originRefused':
    'A web page of {origin} wanted to connect, and only pages of this machine may. Add its origin to qoscope.localBroker.webSocketOrigins to let it.',
  'door.textFrame': 'The client sent a WebSocket text frame; MQTT goes in binary frames (6.0.0-1).',
  'door.badFrame': 'The client sent a WebSocket frame that cannot be accepted: {cause}.',

  'client.badUrl': '"{url}" is no address of a broker. Write mqtt://host:port.',
  'client.unknownConnection': 'There is no connection "{connection}". Connect first with "MQTT: Connect…".',
  'client.notConnected': 'The connection "{connection}" is not connected. Connect it with "MQTT: Connect…".',
  'client.connectRefused': '{url} refused the connection: {reason}',
  'client.connectFailed': 'Could not reach {url}: {cause}. Check that a broker listens there.',
  'client.publishFailed': 'The message for {topic} was not published: {cause}',
  'client.subscribeFailed': 'Could not subscribe to {filter}: {cause}',
  'client.subscribeRefused': 'The broker refused the subscription to {filter}: {reason}',
  'client.notSubscribed': 'The connection "{connection}" has no subscription to {filter}.',
  'client.unsubscribeFailed': 'Could not unsubscribe from {filter}: {cause}',
  'client.connectionLost': 'The connection to {url} was lost: {cause}.',
  'client.endedByBroker': '{url} ended the connection: {reason}',
  'client.takenOver':
    '{url} ended the connection because another client connected as "{clientId}". Connect again with another client id.',
  'client.brokerStopped': 'The local broker was stopped. Start it with "MQTT: Start Local Broker", then connect again.',
  'client.brokerRestarts': 'The local broker is being restarted; the connection returns with it.',
  'client.sessionLost':
    'The broker no longer had the session of "{connection}". Messages that were under way and were given up: {count}; whether they arrived is unknown. Publish them again where that matters.',
  'client.qosAboveMaximum':
    'The broker of "{connection}" takes messages up to QoS {maximum}. Publish to {topic} at QoS {maximum} or lower.',
  'client.retainUnavailable':
    'The broker of "{connection}" keeps no retained messages. Publish to {topic} without retain.',
  'client.packetAboveMaximum':
    'The message for {topic} makes a packet of {length} bytes; the broker of "{connection}" takes at most {maximum}. Publish less at once.',
  'client.closed': 'The connection "{connection}" was closed before the message was acknowledged.',

  'trace.unknownTrace': 'There is no trace {trace}.',
  'trace.packetGone': 'Packet {n} has left the log: its limit drops the oldest packets first.',
  'trace.deliveryGone': 'Delivery {n} has left the log: its limit drops the oldest first.',
  'trace.messageGone':
    'The log does not hold the message of delivery {n}: its packets have left it, or the trace was paused when they came.',

  'packet.badRemainingLength': 'The Remaining Length field has more than four bytes.',
  'packet.tooLarge': 'The packet is {length} bytes long; at most {maximum} are accepted here.',
  'packet.reservedType': 'Packet type 0 is reserved and must not be sent.',
  'packet.badFlags': 'The flags of {type} are {flags}, which the standard reserves.',
  'packet.qos3': 'Both QoS bits of PUBLISH are set (3.3.1-4).',
  'packet.truncated': 'The packet {type} ends before its fields do.',
  'packet.zeroPacketId': 'The packet identifier of {type} is 0.',
  'packet.malformed': 'The packet {type} is malformed: {cause}',
  'packet.incomplete': 'The connection ended in the middle of a packet: {received} of {length} bytes had come.',
  'packet.notConnect': 'The first packet of a connection must be CONNECT; {type} came.',

  'commandLine.noCommand': 'A command is missing. "qoscope --help" lists them.',
  'commandLine.unknownCommand': 'There is no command "{word}". "qoscope --help" lists them.',
  'commandLine.unknownOption': 'There is no option "{word}" here. "qoscope --help" lists those that there are.',
  'commandLine.extraWord':
    'Nothing is known to be done with "{word}". "qoscope --help" shows how the command is written.',
  'commandLine.missingValue': 'The option {option} needs a value behind it.',
  'commandLine.needlessValue': 'The option {option} takes no value, and "{word}" was given.',
  'commandLine.badNumber':
    'The option {option} takes a whole number from {minimum} to {maximum}, and "{word}" was given.',

  'engine.died': 'The engine of QoScope stopped: {cause}. Start it again with "MQTT: Restart Engine".',
  'engine.closed': 'The engine of QoScope has been closed.',
} as const;

/** The code of a sentence. */
export type SentenceCode = keyof typeof SENTENCES;

/** What fills the places of a sentence. */
export type SentenceArguments = Readonly<Record<string, string | number>>;

/** A sentence in transit: code and arguments, not yet in any language. */
export interface Sentence {
  readonly code: SentenceCode;
  readonly args: SentenceArguments;
}

/** Puts a template into words: each `{name}` becomes that argument; a place without an argument stays as it is. */
export function fill(template: string, args: SentenceArguments): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => String(args[name] ?? place));
}

/** The sentence in words; `translate` gives the template in the person's language (English without it). */
export function say(sentence: Sentence, translate: (english: string) => string = (english) => english): string {
  return fill(translate(SENTENCES[sentence.code]), sentence.args);
}

/** An error with a sentence for the person: keeps code and arguments so that it can be translated where it is shown. */
export class QoScopeError extends Error implements Sentence {
  override readonly name = 'QoScopeError';

  constructor(
    readonly code: SentenceCode,
    readonly args: SentenceArguments = {},
    options?: ErrorOptions,
  ) {
    super(fill(SENTENCES[code], args), options);
  }
}
