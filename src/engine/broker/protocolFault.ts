/** What a client did against the standard; it costs the client its connection (MQTT 5: 4.13; 3.1.1: 4.8.0-1). */
export class ProtocolFault extends Error {
  override readonly name = 'ProtocolFault';

  constructor(
    /** The reason code that a DISCONNECT or CONNACK of MQTT 5 gives. */
    readonly reasonCode: number,
    /** Goes out as Reason String, in English: it is for the client's log. */
    message: string,
  ) {
    super(message);
  }
}
