/** What each kind of finding says: what happened, to what, and what to do. `{name}` is replaced as in every sentence. */
export const FINDING_SENTENCES = {
  'finding.clientIdentifierZero': 'The client sent {type} with packet identifier 0. It must take 1 to 65,535.',
  'finding.brokerIdentifierZero': 'The broker sent {type} with packet identifier 0. It must take 1 to 65,535.',
  'finding.clientIdentifierInUse':
    'The client gave packet identifier {id} to a new {type} while its {holder} still waits for {missing}. Take an identifier only after its exchange has ended.',
  'finding.brokerIdentifierInUse':
    'The broker gave packet identifier {id} to a new {type} while its {holder} still waits for {missing}. Report this to the makers of the broker.',
  'finding.resentUnderOtherIdentifier':
    'What is open under packet identifier {former} was sent again as {id}. A PUBLISH that is sent again keeps its identifier.',
  'finding.acknowledgesNothing':
    '{type} {id} answers nothing that was sent. Acknowledge each packet once, with its own identifier.',
  'finding.subscribeAnswersNothing':
    '{type} {id} answers no request of the client. Answer each SUBSCRIBE and UNSUBSCRIBE once, with its own identifier.',
  'finding.redeliveredWithoutDup':
    'PUBLISH {id} was sent again without DUP. Set DUP to 1 on each retransmission, so that the receiver can expect a duplicate.',
  'finding.dupOnQos0': 'DUP is set on a QoS 0 PUBLISH, which is never sent again. Leave it 0.',
  'finding.dupOnFirst':
    'DUP is set on the first delivery of PUBLISH {id}. It tells of retransmissions of this delivery alone: do not copy it from a message that came in.',
  'finding.qos3': 'Both QoS bits of PUBLISH are set. There are QoS 0, 1 and 2; the receiver must close the connection.',
  'finding.wrongAnswer':
    '{type} {id} answers a QoS {qos} PUBLISH. QoS 1 is answered by PUBACK, QoS 2 by PUBREC; the sender goes on waiting.',
  'finding.notEffectiveQos':
    'Delivered at QoS {qos}: published at {published} and granted {granted} it must be QoS {expected}, the lower of the two.',
  'finding.aboveGranted':
    'Delivered at QoS {qos}, above the QoS {granted} that the subscriptions of the client were granted for this topic. Report this to the makers of the broker.',
  'finding.belowHighestGranted':
    'Delivered at QoS {qos} though {filter} was granted QoS {granted} and the message was published at {published}. Where subscriptions overlap, the highest counts: avoid overlaps with this broker.',
  'finding.maximumQosUnsaid':
    'The broker refused a QoS that its CONNACK did not rule out. A broker without QoS 1 or 2 says so by Maximum QoS.',
  'finding.subscribeRefusedForQos':
    'The broker refused a SUBSCRIBE for its QoS. It must accept it and grant what it has.',
  'finding.aboveMaximumQos':
    'Published at QoS {qos}; the Maximum QoS of the broker is {maximum}. Publish at QoS {maximum} or lower.',
  'finding.willAboveMaximumQos':
    'The broker accepted a will at QoS {qos} above its Maximum QoS {maximum}. It must refuse the CONNECT with reason 0x9B.',
  'finding.clientOverReceiveMaximum':
    '{count} PUBLISHes of the client are unacknowledged; the Receive Maximum of the broker is {maximum}. Hold the next one back until an acknowledgement comes.',
  'finding.brokerOverReceiveMaximum':
    '{count} PUBLISHes of the broker are unacknowledged; the Receive Maximum of the client is {maximum}. Report this to the makers of the broker.',
  'finding.pubrelUnasked': 'PUBREL {id} was sent before a PUBREC came. Send it as the answer to PUBREC.',
  'finding.pubrelAfterRefusal':
    'PUBREL {id} follows a PUBREC with reason {reason}, which had ended the exchange. Send no PUBREL after a reason of 0x80 or above.',
  'finding.publishAfterPubrel':
    'PUBLISH {id} was sent again after its PUBREL. From there on, only the PUBREL may be sent again.',
  'finding.deliveredOnwardAgain':
    'A QoS 2 PUBLISH that was only sent again went to a subscriber a second time. Until PUBREL, a repeat is answered and not delivered onward.',
  'finding.pubcompUnasked': 'PUBCOMP {id} was sent before a PUBREL came. Send it as the answer to PUBREL.',
  'finding.pubrelFlags':
    'The reserved flags of PUBREL are {flags}; they must be 0010. The receiver must close the connection.',
  'finding.subscribeFlags':
    'The reserved flags of SUBSCRIBE are {flags}; they must be 0010. The receiver must close the connection.',
  'finding.unsubscribeFlags':
    'The reserved flags of UNSUBSCRIBE are {flags}; they must be 0010. The receiver must close the connection.',
  'finding.reservedFlags':
    'The reserved flags of {type} are {flags}; they must be 0000. The receiver must close the connection.',
  'finding.resentUnasked':
    '{type} {id} was sent again on a connection that stands. In MQTT 5 that is allowed only after a reconnect that resumes the session.',
  'finding.notResent':
    'The session was resumed {seconds} s ago, and {type} {id} from before was not sent again though newer messages were. Resend what is unacknowledged first.',
  'finding.resentAfterRefusal':
    'PUBLISH {id} was sent again after it was refused with reason {reason}. A refusal acknowledges: publish it anew if that makes sense.',
  'finding.resendOrder':
    'PUBLISH {id} was sent again after a younger one. Resend PUBLISHes in the order of their first sending.',
  'finding.pubackOrder':
    'PUBACK {id} overtook the PUBACK of an older PUBLISH. A client sends PUBACKs in the order of the PUBLISHes.',
  'finding.pubrecOrder':
    'PUBREC {id} overtook the PUBREC of an older PUBLISH. A client sends PUBRECs in the order of the PUBLISHes.',
  'finding.pubrelOrder':
    'PUBREL {id} overtook the PUBREL of an older PUBREC. A client sends PUBRELs in the order of the PUBRECs.',
  'finding.topicOrder':
    'This message left the broker after a younger one of the same publisher, topic and QoS. Report this to the makers of the broker.',
  'finding.presentOnCleanStart':
    'CONNACK says Session Present after a clean start. The client must close this connection.',
  'finding.presentWithoutSession':
    'CONNACK says Session Present, but the session had ended with the last connection. Do not rely on what this session seems to hold.',
  'finding.resentWithoutSession':
    'PUBLISH {id} of the former session was sent again though CONNACK said that no session is present. Discard the state and publish anew.',
  'finding.sharedSentElsewhere':
    'A QoS 2 message of the shared subscription {filter} went to a second member after its delivery to another had begun. It must stay with the first.',
  'finding.sharedAfterRefusal':
    'A member of the shared subscription {filter} refused this message, and the broker sent it to another one. A refusal ends it for all members.',
  'finding.sessionDiscarded':
    'The broker began a new session though the former one was to be kept: subscriptions, queue and open handshakes are gone. Subscribe again, and look whether the broker was restarted or its limits are too low.',
  'finding.downgraded':
    'What is published at QoS {published} reaches this subscriber at QoS {qos}, since {filter} was granted QoS {granted}; its publisher cannot see that. Subscribe at QoS {published} where the level matters.',
  'finding.exactlyOnceLost':
    'What is published at QoS 2 reaches this subscriber at QoS 0 through {filter}: four packets to the broker, then no guarantee. Subscribe at QoS 2, or publish at QoS 0.',
  'finding.duplicateToConsumer':
    'PUBLISH {id} was sent again at QoS 1: the consumer may have had it before. Make its handling idempotent, or use QoS 2.',
  'finding.keptWithoutSubscription':
    'The broker keeps this session though it has no subscription, so nothing will wait in it. Connect with a clean start, or subscribe.',
  'finding.windowFull':
    'All {maximum} slots of the Receive Maximum were in use for {seconds} s: messages had to wait. Acknowledge faster, or raise the Receive Maximum.',
  'finding.reconnectLoop':
    'This client connected {count} times within {seconds} s. Look whether two programs share the client id, and wait longer between attempts.',
  'finding.stalled':
    'The handshake of PUBLISH {id} has waited for {missing} for {seconds} s on a connection that stands. Look why its receiver or sender does not answer.',
} as const;
