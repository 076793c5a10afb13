/** A delivery in words: its state as an icon, a word, a sentence of the protocol and a plain one; its QoS with the reason. */

import { effectiveQos, type Delivery, type DeliveryState, type Missing } from '../src/shared/model';
import { reasonText } from '../src/shared/reasonCodes';
import type { Tone } from './element';
import { counted, t, translate } from './l10n';
import { HANDSHAKES } from './levels';
import { span } from './quantities';
import { WORDS } from './words';

/** How a state looks: an icon (codicon) in a tone, and its word. */
export interface StateLook {
  readonly icon: string;
  readonly tone: Tone;
  readonly word: string;
}

const LOOKS: Readonly<Record<DeliveryState, StateLook>> = {
  complete: { icon: 'pass', tone: 'good', word: WORDS.stateComplete },
  open: { icon: 'watch', tone: 'waiting', word: WORDS.stateOpen },
  queued: { icon: 'inbox', tone: 'note', word: WORDS.stateQueued },
  refused: { icon: 'error', tone: 'bad', word: WORDS.stateRefused },
  lost: { icon: 'circle-slash', tone: 'bad', word: WORDS.stateLost },
  expired: { icon: 'history', tone: 'bad', word: WORDS.stateExpired },
};

const PROTOCOL_MISSING: Readonly<Record<Missing, string>> = {
  PUBACK: WORDS.protocolPuback,
  PUBREC: WORDS.protocolPubrec,
  PUBREL: WORDS.protocolPubrel,
  PUBCOMP: WORDS.protocolPubcomp,
};

const PLAIN_MISSING: Readonly<Record<Missing, string>> = {
  PUBACK: WORDS.plainPuback,
  PUBREC: WORDS.plainPubrec,
  PUBREL: WORDS.plainPubrel,
  PUBCOMP: WORDS.plainPubcomp,
};

/** Icon, tone and word of a delivery's state. */
export function stateLook(delivery: Delivery): StateLook {
  const look = LOOKS[delivery.state];
  return { ...look, word: t(look.word) };
}

/** Whether nothing about the delivery will change any more. */
export function hasEnded(delivery: Delivery): boolean {
  return delivery.state !== 'open' && delivery.state !== 'queued';
}

/** The broker's name for a person: its own, or only "broker" for the local one. */
export function brokerName(delivery: Pick<Delivery, 'broker'>): string {
  return delivery.broker === 'local' ? t(WORDS.broker) : delivery.broker;
}

/** A client's id, or words for one that has none: before MQTT 5 the broker does not tell which one it gave (3.1.3-6). */
export function clientName(client: string): string {
  return client === '' ? t(WORDS.noClientId) : client;
}

/** Who sends the message of this delivery. */
export function senderOf(delivery: Delivery): string {
  return delivery.to === 'broker' ? clientName(delivery.client) : brokerName(delivery);
}

/** Who receives the message of this delivery. */
export function receiverOf(delivery: Delivery): string {
  return delivery.to === 'broker' ? brokerName(delivery) : clientName(delivery.client);
}

/** "ctrl → broker". */
export function routeOf(delivery: Delivery): string {
  return t(WORDS.toDirection, { from: senderOf(delivery), to: receiverOf(delivery) });
}

/** "ctrl →" or "→ dash": the client, and whether it sends or receives. */
export function shortRouteOf(delivery: Delivery): string {
  const isToBroker = delivery.to === 'broker';
  const ends = isToBroker ? { from: senderOf(delivery), to: '' } : { from: '', to: receiverOf(delivery) };
  return t(WORDS.toDirection, ends).trim();
}

/** The state in the words of the protocol: "PUBREC received, no PUBREL yet". */
export function protocolSentence(delivery: Delivery): string {
  switch (delivery.state) {
    case 'complete':
      return t([WORDS.protocolComplete0, WORDS.protocolComplete1, WORDS.protocolComplete2][delivery.qos] ?? '');
    case 'open':
      return t(delivery.missing === null ? WORDS.protocolOpen : PROTOCOL_MISSING[delivery.missing]);
    case 'queued':
      return t(WORDS.protocolQueued);
    case 'refused':
      if (delivery.reason === null) return t(WORDS.protocolRefusedPlain);
      return t(WORDS.protocolRefused, { reason: reasonText(delivery.reason, translate) });
    case 'lost':
      return t(neverSent(delivery) ? WORDS.protocolNotSent : WORDS.protocolLost);
    case 'expired':
      return t(WORDS.protocolExpired);
  }
}

/** Lost before its first PUBLISH: nothing of it was on the wire. */
function neverSent(delivery: Delivery): boolean {
  return delivery.sends === 0;
}

/** What the state means for the message, in plain words. */
export function plainSentence(delivery: Delivery): string {
  return t(plainTemplate(delivery), {
    sender: senderOf(delivery),
    receiver: receiverOf(delivery),
    n: delivery.sends,
  });
}

function plainTemplate(delivery: Delivery): string {
  switch (delivery.state) {
    case 'complete':
      if (delivery.qos === 0) return WORDS.plainComplete0;
      if (delivery.qos === 2) return WORDS.plainComplete2;
      return delivery.sends > 1 ? WORDS.plainComplete1Again : WORDS.plainComplete1;
    case 'open':
      return delivery.missing === null ? WORDS.plainOpen : PLAIN_MISSING[delivery.missing];
    case 'queued':
      return WORDS.plainQueued;
    case 'refused':
      return WORDS.plainRefused;
    case 'lost':
      if (!neverSent(delivery)) return WORDS.plainLost;
      return delivery.qos === 0 ? WORDS.plainNotKept : WORDS.plainDropped;
    case 'expired':
      return WORDS.plainExpired;
  }
}

/** "2", or "2→1" where the message was published at another QoS than it is delivered at. */
export function qosText(delivery: Delivery): string {
  const { publishedQos, qos, to } = delivery;
  return to === 'client' && publishedQos !== null && publishedQos !== qos ? `${publishedQos}→${qos}` : `${qos}`;
}

/** Why a delivery to a client has the QoS that it has; null where it is the published one or nothing is known. */
export function qosReason(delivery: Delivery): string | null {
  const { publishedQos: published, grantedQos: granted, qos } = delivery;
  if (delivery.to !== 'client' || published === null) return null;
  const disagrees = granted !== null && effectiveQos(published, granted) !== qos;
  if (published === qos && !disagrees) return null;
  const parts = [t(WORDS.publishedAndDelivered, { published, delivered: qos })];
  if (granted !== null && delivery.filter !== null)
    parts.push(t(WORDS.grantedBecause, { client: clientName(delivery.client), filter: delivery.filter, granted }));
  if (disagrees) parts.push(t(WORDS.ruleDisagrees, { predicted: effectiveQos(published, granted) }));
  return parts.join('; ');
}

/** How the message came to this delivery where it was not live; null where it was. */
export function viaText(delivery: Delivery): string | null {
  if (delivery.via === 'retained') return t(WORDS.viaRetained);
  if (delivery.via === 'queue') return t(WORDS.viaQueue);
  return delivery.via === 'will' ? t(WORDS.viaWill) : null;
}

/** "12 deliveries". */
export function deliveriesText(n: number): string {
  return counted(n, WORDS.deliveriesOne, WORDS.deliveriesMany);
}

/** When the acknowledgements came, "PUBREC 0.50 ms · PUBREL 0.70 ms · PUBCOMP 1.42 ms"; null where none did. */
export function legsText({ qos, legs }: Delivery): string | null {
  if (legs.length === 0) return null;
  const packets = HANDSHAKES[qos].slice(1);
  return legs.map((time, i) => `${packets[i] ?? ''} ${span(time)}`.trim()).join(' · ');
}
