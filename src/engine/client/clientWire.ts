/** Our client's end of a network connection in the live trace: frames what passes and finds the deliveries of what we publish. */

import type { Socket } from 'node:net';
import type { ProtocolVersion } from '../../shared/model';
import type { Clock } from '../clock';
import type { TraceRecorder, WireRecorder } from '../trace/recorder';
import { part } from '../wire/bytes';
import { Framer } from '../wire/framer';
import { TYPE } from '../wire/packetFields';
import { newPublishFields, readPublish } from '../wire/publishFields';
import { LARGEST_PACKET } from '../wire/variableByteInteger';
import { endpoint } from '../wire/endpoint';
import type { PublishWatch } from './publishWatch';
import type { SocketTap } from './tappedSocket';

/** Whose trace it is, and how what the local broker sees is told from the rest. */
export interface WireSurroundings {
  readonly trace: TraceRecorder;
  readonly watch: PublishWatch;
  readonly clock: Clock;
  /** Whether that address is one of our own broker's doors: it records the wire then, and we do not. */
  owns(address: string, port: number): boolean;
}

/** Told of each PUBLISH of ours as it goes out: its identifier (0 for QoS 0) and its delivery, null if the broker never got it. */
export type PublishListener = (packetId: number, delivery: number | Promise<number | null>) => void;

/** The tap of one connection of ours. */
export class ClientWire implements SocketTap {
  private recorder: WireRecorder | null = null;
  private clientAddress = '';
  private published = 0;
  private readonly fields = newPublishFields();
  private time = 0;
  private readonly outgoing: Framer;
  private readonly incoming: Framer;

  constructor(
    private readonly around: WireSurroundings,
    /** The broker's name in the trace. */
    private readonly broker: string,
    private readonly version: ProtocolVersion,
    private readonly onPublish: PublishListener,
  ) {
    this.outgoing = this.framer('client');
    this.incoming = this.framer('broker');
  }

  connected(socket: Socket): void {
    this.clientAddress = endpoint(socket.localAddress, socket.localPort);
    if (this.around.owns(socket.remoteAddress ?? '', socket.remotePort ?? 0)) return;
    const brokerAddress = endpoint(socket.remoteAddress, socket.remotePort);
    const opening = { broker: this.broker, clientAddress: this.clientAddress, brokerAddress, infers: true };
    this.recorder = this.around.trace.openWire(opening, this.around.clock.now());
  }

  sent(bytes: Uint8Array): void {
    this.time = this.around.clock.now();
    this.outgoing.push(bytes);
  }

  received(bytes: Uint8Array): void {
    const { recorder } = this;
    if (recorder === null) return;
    this.time = this.around.clock.now();
    recorder.together(() => this.incoming.push(bytes));
  }

  closed(): void {
    const time = this.around.clock.now();
    const cut = this.incoming.end();
    if (cut !== null) this.recorder?.unreadable('broker', cut.bytes, time, cut.fault);
    this.recorder?.close(time);
  }

  private framer(from: 'client' | 'broker'): Framer {
    return new Framer(
      {
        packetIn: (chunk, start, end) => {
          this.recorder?.packetIn(from, chunk, start, end, this.time);
          const isPublish = (chunk[start] ?? 0) >> 4 === TYPE.PUBLISH;
          if (from === 'client' && isPublish) this.tellPublish(part(chunk, start, end));
          return true;
        },
        fault: (fault, bytes) => {
          this.recorder?.unreadable(from, bytes, this.time, fault);
        },
      },
      LARGEST_PACKET,
    );
  }

  private tellPublish(bytes: Uint8Array): void {
    const ordinal = ++this.published;
    const { packetId } = readPublish(bytes, this.version, this.fields);
    const delivery =
      this.recorder?.lastDelivery('client') ?? this.around.watch.whenPublished(this.clientAddress, ordinal);
    this.onPublish(packetId, delivery);
  }
}
