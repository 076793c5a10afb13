/** Tells of each wire once its client is known, which the trace itself has no notice for. */

import type { Fate, ProtocolVersion, Side } from '../../shared/model';
import { ForwardingTrace, ForwardingWire } from '../trace/forwardingRecorder';
import type { Routing, TraceRecorder, WireOpening, WireRecorder } from '../trace/recorder';
import { readConnack, readConnect } from '../wire/connectFields';
import { TYPE } from '../wire/packetFields';
import type { WireRecord } from './records';

/** Stands between a broker and its trace. */
export class WireNotice extends ForwardingTrace {
  constructor(
    trace: TraceRecorder,
    private readonly onWire: (wire: WireRecord) => void,
  ) {
    super(trace);
  }

  override openWire(opening: WireOpening, time: number): WireRecorder {
    return new NoticedWire(super.openWire(opening, time), opening.broker, this.onWire);
  }
}

class NoticedWire extends ForwardingWire {
  private connect: { readonly client: string; readonly version: ProtocolVersion } | null = null;
  private told = false;

  constructor(
    recorder: WireRecorder,
    private readonly broker: string,
    private readonly onWire: (wire: WireRecord) => void,
  ) {
    super(recorder);
  }

  override packet(from: Side, bytes: Uint8Array, time: number, routing?: Routing, fate?: Fate): number {
    if (!this.told) this.look(bytes);
    return super.packet(from, bytes, time, routing, fate);
  }

  /** A client without a name is known only by the CONNACK that gives it one (3.2.2.3.7). */
  private look(bytes: Uint8Array): void {
    const type = (bytes[0] ?? 0) >> 4;
    if (type === TYPE.CONNECT) {
      const { fields } = readConnect(bytes);
      if (fields !== null) this.connect = { client: fields.clientId, version: fields.version };
    }
    if (this.connect === null || (this.connect.client === '' && type !== TYPE.CONNACK)) return;
    const { client, version } = this.connect;
    const assigned = type === TYPE.CONNACK ? readConnack(bytes, version).fields?.assignedClientId : null;
    this.told = true;
    this.onWire({ kind: 'wire', n: this.wire, client: assigned ?? client, broker: this.broker, version });
  }
}
