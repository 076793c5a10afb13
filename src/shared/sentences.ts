/**
 * Every sentence that the engine or shared code has for a person, by code. The engine speaks in codes and arguments;
 * host, page and command line put them into words in the person's language, with these English ones as the key.
 * A sentence says what happened, to what, and what to do next.
 */

import { FINDING_SENTENCES } from './findingSentences';

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
  'broker.openToAll':
    'Without users, everyone who reaches {host} could use the local broker, so it was not opened there. Add some with "MQTT: Set Users of Local Broker…", listen on 127.0.0.1, or say that it is meant so (openToAll).',
  'broker.lastUser':
    'Others reach the local broker on {host}, so it goes on asking for name and password of the users that it had. Add users with "MQTT: Set Users of Local Broker…", or restart it.',
  'broker.notRunning': 'The local broker is not running. Start it with "MQTT: Start Local Broker".',

  'certificate.missing':
    'A port with TLS needs a certificate and its key. Name the files in qoscope.localBroker.certificate and qoscope.localBroker.certificateKey, or make some with "MQTT: Make Development Certificate…".',
  'certificate.unreadable': 'The file {file} could not be read: {cause}. Name another one in {setting}.',
  'certificate.notPem':
    'The file {file} holds no certificate in PEM form ("-----BEGIN CERTIFICATE-----"). Name another one in {setting}.',
  'certificate.badKey':
    'The file {file} holds no private key in PEM form that can be read. Name another one in {setting}; an encrypted key must be decrypted first.',
  'certificate.mismatch':
    'The private key in {key} does not belong to the certificate in {certificate}. Name files that belong together.',
  'certificate.unusable': 'The certificate in {certificate} cannot be used with TLS: {cause}. Name another one.',
  'certificate.exists':
    'There is a file {file} already, which is not replaced. Choose another folder, or remove the old certificate and its key first.',
  'certificate.badHost':
    '"{host}" is neither a host name nor an address. Write names like "broker.local" or "192.168.1.5".',
  'certificate.unwritable': 'The certificate could not be written to {directory}: {cause}. Choose another folder.',

  'door.leftEarly': 'The client went before its handshake with the door was done.',
  'door.leftTls':
    'The client broke the TLS handshake off, as clients do that do not trust the certificate. Give the certificate to the client as its CA file.',
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
  'door.isMqtt':
    'The client speaks MQTT over TCP, and this is a WebSocket port. Let it use the port for TCP, or connect with ws:// or wss://.',
  'door.notWebSocket': 'The client does not ask for a WebSocket on the WebSocket port: {cause}.',
  'door.noSubProtocol': 'The client offers the WebSocket sub-protocols "{offered}"; it must offer "mqtt" (6.0.0-3).',
  'door.originRefused':
    'A web page of {origin} wanted to connect, and only pages of this machine may. Add its origin to qoscope.localBroker.webSocketOrigins to let it.',
  'door.textFrame': 'The client sent a WebSocket text frame; MQTT goes in binary frames (6.0.0-1).',
  'door.badFrame': 'The client sent a WebSocket frame that cannot be accepted: {cause}.',

  'store.needsNode':
    'Keeping the broker on disk needs Node {needed} or newer, for its part node:sqlite; this is Node {version}. Use a newer one, or leave qoscope.localBroker.store empty.',
  'store.held':
    'The store {directory} has been open in {owner} (process {pid}) since {since}. Stop the broker there, or choose another folder in qoscope.localBroker.store.',
  'store.heldBySomebody':
    'The store {directory} is open in another program. Stop the broker there, or choose another folder in qoscope.localBroker.store.',
  'store.otherLayout':
    'The store {directory} has layout {layout}, and this version of QoScope knows {known}. Open it with the version that made it, or choose another folder in qoscope.localBroker.store.',
  'store.unusable':
    'The store {directory} could not be opened: {cause}. Choose another folder in qoscope.localBroker.store.',
  'store.unreadable':
    'The store {directory} could not be read: {cause}. Remove it to begin anew, or choose another folder in qoscope.localBroker.store.',
  'store.writeFailed':
    'The store {directory} could not be written: {cause}. Nothing was acknowledged that is not kept. Make room on the disk, then start the local broker again.',

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
  'trace.exportFailed':
    'The trace could not be saved to {file}: {cause}. Choose a place that you may write to and that has room.',

  'filter.tooLong': 'Column {column}: a filter has at most {maximum} characters. Shorten it.',
  'filter.tooDeep': 'Column {column}: parentheses and "!" are nested more than {maximum} deep. Leave some out.',
  'filter.wantsField': 'Column {column}: a field is expected here, such as mqtt.topic or qos.state.',
  'filter.unknownField': 'Column {column}: there is no field "{word}". Is {suggestion} meant?',
  'filter.wantsOperator': 'Column {column}: behind {field} an operator is expected: {operators}',
  'filter.badOperator': 'Column {column}: "{operator}" does not go with {field}. These do: {operators}',
  'filter.wantsConnective': 'Column {column}: "&&" or "||" is expected before "{word}".',
  'filter.wantsParenthesis': 'Column {column}: ")" is missing for the "(" in column {open}.',
  'filter.wantsSet': 'Column {column}: a set of values is expected behind {field} in, such as {1, 2}.',
  'filter.wantsBrace': 'Column {column}: "," or "}" is expected, for the "{" in column {open}.',
  'filter.wantsText': 'Column {column}: {field} is compared with a text: write it in quotation marks.',
  'filter.wantsWhole': 'Column {column}: {field} is compared with a whole number from 0 to {maximum}.',
  'filter.wantsNumber': 'Column {column}: {field} is compared with a number, such as 100 or 0.5.',
  'filter.wantsFlag': 'Column {column}: {field} is compared with true or false.',
  'filter.wantsChoice': 'Column {column}: {field} is compared with one of: {choices}',
  'filter.notNumeric': 'Column {column}: {word} has no numbers to compare with. Write a value here.',
  'filter.openQuote': 'Column {column}: the text that begins here lacks its second quotation mark.',
  'filter.noRange': 'Column {column}: {field} has no order, so ".." means nothing here. List the values.',
  'filter.backwards': 'Column {column}: the range that begins here ends before its beginning.',
  'filter.badTopicFilter':
    'Column {column}: "{word}" is no topic filter. Write it as in a subscription: "sensors/+/state", "alarms/#".',
  'filter.badPattern':
    'Column {column}: the pattern cannot be understood from its character {character} on. Groups, sets, counts and classes are known; looking ahead, references and very large counts are not.',

  ...FINDING_SENTENCES,

  'connection.leftByClient': 'The client took its leave with DISCONNECT, reason {reason}.',
  'connection.endedByBroker': 'The broker ended it with DISCONNECT, reason {reason}.',
  'connection.takenOver': 'Another connection with the same client id took over.',
  'connection.cut': 'It ended without a DISCONNECT.',

  'explain.asPublished': 'Delivered at QoS {qos}, as it was published: {filter} was granted QoS {granted}.',
  'explain.granted':
    'Delivered at QoS {qos}: published at QoS {published}, and {filter} was granted QoS {granted}; the lower of the two counts.',
  'explain.grantedAsAsked':
    'Delivered at QoS {qos}: published at QoS {published}, but {client} subscribed to {filter} at QoS {granted}; the lower of the two counts.',
  'explain.grantedLess':
    'Delivered at QoS {qos}: published at QoS {published}, but {filter} was granted QoS {granted} though QoS {requested} was asked for; the lower of published and granted counts.',
  'explain.notByRule':
    'Delivered at QoS {qos}, against the rule: published at QoS {published} and granted QoS {granted} through {filter}, it should be QoS {predicted}.',
  'explain.maximumQos': 'The broker grants no more: its Maximum QoS is {maximum}.',
  'explain.noSubscribers': 'The broker answered that no subscription matches: nobody gets this message now.',
  'explain.retained': 'It is the retained message of its topic, sent because {client} subscribed.',
  'explain.will': 'It is a Will Message: the broker published it for a client that did not take its leave.',
  'explain.queued': 'It waited in the queue while {client} was away.',
  'explain.queuedFor': 'It waited {seconds} s in the queue while {client} was away.',
  'explain.queuedSince': 'It has waited {seconds} s in the queue: {client} is away.',
  'explain.waitsForSlot':
    'It has waited {seconds} s for a free slot: {client} has {count} unacknowledged, as many as its Receive Maximum allows.',
  'explain.waitsForTurn': 'It has waited {seconds} s for its turn behind what {client} gets first.',
  'explain.overlapCopies':
    'Several subscriptions of {client} match this topic, and the broker sent a copy for each: {copies} copies of one message.',
  'explain.overlapHighest':
    '{count} subscriptions of {client} match this topic; the broker sent one copy, at the highest QoS that they were granted ({granted}).',
  'explain.sentAgain':
    'Its PUBLISH was sent {sends} times under packet identifier {id}, because a connection ended before it was acknowledged. It is one delivery, not several messages.',
  'explain.sentAgainUnasked':
    'Its PUBLISH was sent {sends} times under packet identifier {id} on one connection, before it was acknowledged. It is one delivery, not several messages.',
  'explain.repeatKnown': 'The receiver knows the repeat by its identifier and hands the message on once (QoS 2).',
  'explain.repeatUnknown': 'The receiver cannot tell the repeat from a new message, and may hand it on twice (QoS 1).',
  'explain.sentAfterItsEnd':
    'Delivery {other} was the same PUBLISH {id}, on the connection before, and it was acknowledged. That acknowledgement most likely did not arrive, so the PUBLISH was sent again; to its receiver it is another message.',
  'explain.publishedBefore':
    '{client} had published the same message {seconds} s before, as delivery {other}: most likely its application published it twice.',
  'explain.publishedAfter':
    '{client} published the same message again {seconds} s later, as delivery {other}: most likely its application published it twice.',
  'explain.missing': '{seen} seen {seconds} s ago, no {missing} yet.',
  'explain.endedAfterPublish':
    'The connection ended after PUBLISH and before {missing}: the receiver may have the message, and the sender cannot know. It sends the PUBLISH again when the session is resumed.',
  'explain.endedAfterPubrec':
    'The connection ended after PUBREC and before PUBREL: the receiver has the message and keeps its identifier, and the sender may not know. It sends the PUBLISH or the PUBREL again when the session is resumed, and the message is handed on once.',
  'explain.endedAfterPubrel':
    'The connection ended after PUBREL and before PUBCOMP: the receiver has the message, and the sender does not know whether the PUBREL came. It sends that again when the session is resumed.',
  'explain.lostAfterPublish':
    'Its session ended before {missing} came: the receiver may have the message or not, and it is not sent again.',
  'explain.lostAfterPubrec':
    'Its session ended after PUBREC: the receiver had the message, and the sender may not know. Publishing it anew may double it.',
  'explain.lostAfterPubrel':
    'Its session ended after PUBREL and before PUBCOMP: the receiver had the message, and only the end of the handshake is missing.',

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

  'capture.cannotOpen': 'The capture {file} could not be read: {cause}. Check its name, and that you may read it.',
  'capture.cannotWrite':
    'The capture {file} could not be written: {cause}. Choose a place that you may write to and that has room.',
  'capture.leftOutWhileWriting': 'Packets that the disk was too slow for, and that are not in the capture: {count}.',
  'capture.notCapture': 'This is no capture: it begins like neither a pcap nor a pcapng file.',
  'capture.compressed': 'The capture is compressed by gzip. Unpack it first with "gunzip".',
  'capture.truncated':
    'The capture ends too early, at byte {offset}: what stands there has no end. All before it was read.',
  'capture.badLength':
    'The capture cannot be read on from byte {offset}: the length {length} there cannot be. All before it was read.',
  'capture.badByteOrder':
    'The capture cannot be read on from byte {offset}: the section there says no byte order. All before it was read.',
  'capture.badInterface':
    'The capture cannot be read on from byte {offset}: interface {interface} is nowhere described. All before it was read.',
  'capture.unreadable': 'The capture cannot be read on from byte {offset}: {cause}. All before it was read.',
  'capture.gap': '{count} bytes are missing from the capture here.',
  'capture.leftOut': '{count} bytes before the next packet were left out: where they begin is not known.',
  'capture.endsInPacket': 'The capture ends in the middle of a packet: {received} of {length} bytes had come.',
  'capture.partKept':
    'Only the first {received} of {length} bytes of this packet were kept: too many large packets were under way at once.',
  'capture.unknownLink':
    'Frames of link type {linkType} were left out: {count}. Known are Ethernet, Linux cooked, loopback and raw IP.',
  'capture.fragments': 'Fragments of IP packets were left out: {count}. The capture lacks others of the same packets.',
  'capture.encrypted':
    'Connections to {broker} are encrypted (TLS), so their packets cannot be shown without their keys: {count}, the first from {client}. Name a TLS key log of client or broker (SSLKEYLOGFILE), or capture without TLS.',
  'capture.unknownCipher':
    'Connections to {broker} are encrypted in a way that is not decrypted here: {count}, the first from {client}. TLS 1.3, and TLS 1.2 with AES-GCM, AES-CCM or ChaCha20, can be read.',
  'capture.badKeyLog': 'The TLS key log {file} could not be read: {cause}. Check its name, and that you may read it.',
  'capture.dropped':
    'The capture is larger than what is kept of it at once: {dropped} packets were left out, the last {packets} are shown.',
  'capture.unnamed':
    'Further frames of other link types, and encrypted connections to other brokers, were left out: {count}.',
  'capture.beforeConnect':
    'Connections with {broker} were left out: {count}, the first of {client}. That it is a broker showed behind them only, by a CONNECT. Name its port to see them: by --port, or by the setting qoscope.capture.ports.',
  'capture.resumed':
    'Connections that resumed a session: {count}. Findings rest on nothing that was before them, since the capture may lack connections of these clients. Where it has them all, say so by the setting qoscope.capture.complete or by --complete.',
  'capture.clockSetBack':
    'The clock of the capturing machine was set back, or a frame is dated far ahead of the others: {count}. From there on packets are shown later than the file dates them, and what lies between two of them is right.',
  'capture.allEncrypted':
    'No MQTT was found in the capture. Connections in it that are encrypted (TLS): {count}, the first from {client} to {broker}. Name a TLS key log of client or broker (SSLKEYLOGFILE) where they carry MQTT.',
  'capture.noMqtt':
    'No MQTT was found in the capture. Where its connections began before the capture did, name the port of the broker.',

  'commandLine.noFile': 'A capture is missing behind "trace". "qoscope --help" shows how the command is written.',
  'commandLine.noCommand': 'A command is missing. "qoscope --help" lists them.',
  'commandLine.unknownCommand': 'There is no command "{word}". "qoscope --help" lists them.',
  'commandLine.unknownOption': 'There is no option "{word}" here. "qoscope --help" lists those that there are.',
  'commandLine.extraWord':
    'Nothing is known to be done with "{word}". "qoscope --help" shows how the command is written.',
  'commandLine.missingValue': 'The option {option} needs a value behind it.',
  'commandLine.needlessValue': 'The option {option} takes no value, and "{word}" was given.',
  'commandLine.openToAll':
    'Everyone who reaches {host} may use this broker, without a password. Name users with --users, or listen on 127.0.0.1.',
  'commandLine.needsOther': 'The option {option} needs {other} beside it.',
  'commandLine.missingOption': 'The option {option} is missing. "qoscope --help" shows how the command is written.',
  'commandLine.badNumber':
    'The option {option} takes a whole number from {minimum} to {maximum}, and "{word}" was given.',
  'commandLine.badChoice': 'The option {option} takes one of {choices}, and "{word}" was given.',
  'commandLine.badRefusal':
    'The option {option} takes FILTER=CODE with a topic filter and a reason code that refuses (0x80, 0x83, 0x87, 0x8F, 0x90, 0x91, 0x97, 0x99, 0x9E, 0xA1 or 0xA2), and "{word}" was given.',

  'users.unreadable': 'The file of users {file} could not be read: {cause}',
  'users.notJson': 'The file of users {file} is no JSON: {cause}',
  'users.badShape':
    'In the file of users {file}, {place} is not as expected. Write {"users": [{"name": "…", "password": "…", "read": ["sensors/#"], "write": []}]}: texts, and lists of topic filters; "read" or "write" left out allows everything.',
  'users.twice': 'The file of users {file} has "{name}" twice. Give each user a name of its own.',

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
