/**
 * The rules that findings name, in one place: their numbers in both versions of the standard and how grave a breach is.
 * The sentence of a kind has the code `finding.` with the kind's name.
 */

import type { ProtocolVersion } from './model';
import type { SentenceCode } from './sentences';

/** "error" breaks a rule of the standard; "pitfall" is allowed and seldom meant. */
export type Severity = 'error' | 'pitfall';

/** One kind of finding. Numbers are null where that version has no such rule. */
export interface FindingRule {
  readonly mqtt5: string | null;
  readonly mqtt311: string | null;
  readonly severity: Severity;
}

function error(mqtt5: string | null, mqtt311: string | null): FindingRule {
  return { mqtt5, mqtt311, severity: 'error' };
}

function pitfall(mqtt5: string | null = null, mqtt311 = mqtt5): FindingRule {
  return { mqtt5, mqtt311, severity: 'pitfall' };
}

/** Every kind of finding with its rule. */
export const FINDING_RULES = {
  clientIdentifierZero: error('2.2.1-3', '2.3.1-1'),
  brokerIdentifierZero: error('2.2.1-4', '2.3.1-1'),
  clientIdentifierInUse: error('2.2.1-3', '2.3.1-2'),
  brokerIdentifierInUse: error('2.2.1-4', '2.3.1-4'),
  resentUnderOtherIdentifier: error('4.4.0-1', '2.3.1-3'),
  acknowledgesNothing: error('2.2.1-5', '2.3.1-6'),
  subscribeAnswersNothing: error('2.2.1-6', '2.3.1-7'),

  redeliveredWithoutDup: error('3.3.1-1', '3.3.1-1'),
  dupOnQos0: error('3.3.1-2', '3.3.1-2'),
  dupOnFirst: error('3.3.1-3', '3.3.1-3'),
  qos3: error('3.3.1-4', '3.3.1-4'),
  wrongAnswer: error('3.3.4-1', '3.3.4-1'),
  notEffectiveQos: error('3.8.4-8', '3.8.4-6'),
  aboveGranted: error('3.8.4-8', '3.8.4-6'),
  belowHighestGranted: error('3.3.4-2', '3.3.5-1'),
  maximumQosUnsaid: error('3.2.2-9', null),
  subscribeRefusedForQos: error('3.2.2-10', null),
  aboveMaximumQos: error('3.2.2-11', null),
  willAboveMaximumQos: error('3.2.2-12', null),
  clientOverReceiveMaximum: error('3.3.4-7', null),
  brokerOverReceiveMaximum: error('3.3.4-9', null),

  pubrelUnasked: error('4.3.3-4', '4.3.3-1'),
  pubrelAfterRefusal: error('4.3.3-4', null),
  publishAfterPubrel: error('4.3.3-6', '4.3.3-1'),
  deliveredOnwardAgain: error('4.3.3-10', '4.3.3-2'),
  pubcompUnasked: error('4.3.3-11', '4.3.3-2'),
  pubrelFlags: error('3.6.1-1', '3.6.1-1'),
  subscribeFlags: error('3.8.1-1', '3.8.1-1'),
  unsubscribeFlags: error('3.10.1-1', '3.10.1-1'),
  reservedFlags: error('2.1.3-1', '2.2.2-1'),

  resentUnasked: error('4.4.0-1', null),
  notResent: error('4.4.0-1', '4.4.0-1'),
  resentAfterRefusal: error('4.4.0-2', null),
  resendOrder: error('4.6.0-1', '4.6.0-1'),
  pubackOrder: error('4.6.0-2', '4.6.0-2'),
  pubrecOrder: error('4.6.0-3', '4.6.0-3'),
  pubrelOrder: error('4.6.0-4', '4.6.0-4'),
  topicOrder: error('4.6.0-5', '4.6.0-6'),
  presentOnCleanStart: error('3.2.2-2', '3.2.2-1'),
  presentWithoutSession: error('3.2.2-3', '3.2.2-3'),
  resentWithoutSession: error('3.2.2-5', null),
  sharedSentElsewhere: error('4.8.2-5', null),
  sharedAfterRefusal: error('4.8.2-6', null),

  sessionDiscarded: pitfall('3.1.2-5', '3.1.2-4'),
  downgraded: pitfall(),
  exactlyOnceLost: pitfall(),
  duplicateToConsumer: pitfall(),
  keptWithoutSubscription: pitfall(),
  windowFull: pitfall(),
  reconnectLoop: pitfall(),
  stalled: pitfall(),
} as const satisfies Readonly<Record<string, FindingRule>>;

/** What was found; the names of FINDING_RULES. */
export type FindingKind = keyof typeof FINDING_RULES;

/** What a group of findings is called. */
export const FINDING_TITLES: Readonly<Record<FindingKind, string>> = {
  clientIdentifierZero: 'Packet identifier 0',
  brokerIdentifierZero: 'Packet identifier 0',
  clientIdentifierInUse: 'Packet identifier in use',
  brokerIdentifierInUse: 'Packet identifier in use',
  resentUnderOtherIdentifier: 'Sent again under another identifier',
  acknowledgesNothing: 'Acknowledgement of nothing',
  subscribeAnswersNothing: 'SUBACK or UNSUBACK of nothing',
  redeliveredWithoutDup: 'Redelivered without DUP',
  dupOnQos0: 'DUP on QoS 0',
  dupOnFirst: 'DUP on a first delivery',
  qos3: 'Both QoS bits set',
  wrongAnswer: 'Wrong acknowledgement for the QoS',
  notEffectiveQos: 'Not at the effective QoS',
  aboveGranted: 'Above the granted QoS',
  belowHighestGranted: 'Below the highest granted QoS',
  maximumQosUnsaid: 'Maximum QoS not announced',
  subscribeRefusedForQos: 'SUBSCRIBE refused for its QoS',
  aboveMaximumQos: 'Published above Maximum QoS',
  willAboveMaximumQos: 'Will above Maximum QoS accepted',
  clientOverReceiveMaximum: 'Receive Maximum exceeded by the client',
  brokerOverReceiveMaximum: 'Receive Maximum exceeded by the broker',
  pubrelUnasked: 'PUBREL before PUBREC',
  pubrelAfterRefusal: 'PUBREL after a refusal',
  publishAfterPubrel: 'PUBLISH again after PUBREL',
  deliveredOnwardAgain: 'A QoS 2 repeat was delivered onward',
  pubcompUnasked: 'PUBCOMP before PUBREL',
  pubrelFlags: 'Reserved flags of PUBREL',
  subscribeFlags: 'Reserved flags of SUBSCRIBE',
  unsubscribeFlags: 'Reserved flags of UNSUBSCRIBE',
  reservedFlags: 'Reserved flags',
  resentUnasked: 'Sent again on a live connection',
  notResent: 'Not sent again after the session resumed',
  resentAfterRefusal: 'Sent again after a refusal',
  resendOrder: 'Sent again out of order',
  pubackOrder: 'PUBACK out of order',
  pubrecOrder: 'PUBREC out of order',
  pubrelOrder: 'PUBREL out of order',
  topicOrder: 'Messages of a topic out of order',
  presentOnCleanStart: 'Session Present after a clean start',
  presentWithoutSession: 'Session Present without a session',
  resentWithoutSession: 'Sent again though the session is gone',
  sharedSentElsewhere: 'QoS 2 of a shared subscription given to two members',
  sharedAfterRefusal: 'Shared message sent on after a refusal',
  sessionDiscarded: 'A kept session was gone',
  downgraded: 'Downgraded for a subscriber',
  exactlyOnceLost: 'QoS 2 became QoS 0 for a subscriber',
  duplicateToConsumer: 'A QoS 1 consumer may have a duplicate',
  keptWithoutSubscription: 'A kept session without subscription',
  windowFull: 'An in-flight window sat full',
  reconnectLoop: 'A client reconnects in a loop',
  stalled: 'A handshake stalled',
};

/** The rule's number in that version; null where the kind rests on no rule of it. MQTT 3.1 is cited as 3.1.1. */
export function ruleNumber(kind: FindingKind, version: ProtocolVersion): string | null {
  const rule: FindingRule = FINDING_RULES[kind];
  return version === 5 ? rule.mqtt5 : rule.mqtt311;
}

/** The code of a kind's sentence; the compiler sees to it that every kind has one. */
export function findingSentence(kind: FindingKind): Extract<SentenceCode, `finding.${string}`> {
  return `finding.${kind}`;
}
