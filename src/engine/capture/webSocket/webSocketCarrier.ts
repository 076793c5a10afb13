/** A connection of a capture that may become a WebSocket with MQTT in it (MQTT 5: 6; 3.1.1: 6). */

import type { Carrier, End } from '../tcp/conversation';
import type { MemoryBudget } from '../tcp/memoryBudget';
import { WebSocketFrames } from './frames';
import { HttpHead } from './httpHead';
import { MessageInflater } from './inflate';

/** One end of the connection. */
interface Direction {
  readonly head: HttpHead;
  readonly frames: WebSocketFrames;
  readonly inflater: MessageInflater;
  /** Where it cannot be read on. */
  lost: boolean;
}

/** Unpacks both directions for the one who reads MQTT. */
export class WebSocketCarrier implements Carrier {
  private readonly directions: readonly [Direction, Direction];
  /** No WebSocket for MQTT after all. */
  private refused = false;

  constructor(
    private readonly inner: Carrier,
    private readonly client: End,
    budget: MemoryBudget,
  ) {
    this.directions = [this.direction(0, budget), this.direction(1, budget)];
  }

  get isDone(): boolean {
    return this.refused;
  }

  data(from: End, bytes: Uint8Array, start: number, end: number, time: number): void {
    const { head, lost } = this.directions[from];
    if (lost || this.refused) return;
    if (head.isWhole) {
      this.push(from, bytes.subarray(start, end), time);
      return;
    }
    const behind = head.push(bytes.subarray(start, end));
    this.refused = head.isTooLong || (behind !== null && !this.accepts(head, from));
    if (behind !== null && !this.refused) this.push(from, behind, time);
  }

  private push(from: End, bytes: Uint8Array, time: number): void {
    this.directions[from].frames.push(bytes, time);
    this.unpack(from, time);
  }

  gap(from: End, count: number, time: number): void {
    const direction = this.directions[from];
    if (!direction.head.isWhole) this.refused = true;
    else if (!direction.lost) {
      direction.lost = !direction.frames.skip(count);
      this.inner.gap(from, count, time);
    }
  }

  closed(time: number): void {
    this.inner.closed(time);
  }

  cut(time: number): void {
    this.inner.cut(time);
  }

  /** 6.0.0-3, -4: client and broker name the sub-protocol "mqtt"; older ones "mqttv3.1". */
  private accepts(head: HttpHead, from: End): boolean {
    const isMqtt = head.field('sec-websocket-protocol').includes('mqtt');
    return from === this.client ? isMqtt : /^HTTP\/1\.1 101\b/.test(head.firstLine);
  }

  private direction(from: End, budget: MemoryBudget): Direction {
    const inflater = new MessageInflater(budget);
    const frames = new WebSocketFrames({
      payload: (bytes, compressed, time) => {
        if (compressed) {
          if (!inflater.add(bytes) && this.unpack(from, time)) this.lose(from, time);
        } else if (this.unpack(from, time)) this.inner.data(from, bytes, 0, bytes.length, time);
      },
      messageEnd: (compressed) => {
        if (compressed) inflater.end();
      },
    });
    return { head: new HttpHead(), frames, inflater, lost: false };
  }

  /** Gives what was in the messages that have ended. False where it cannot be read on. */
  private unpack(from: End, time: number): boolean {
    const { inflater, lost } = this.directions[from];
    if (lost) return false;
    const isReadable = inflater.take((bytes) => this.inner.data(from, bytes, 0, bytes.length, time));
    if (!isReadable) this.lose(from, time);
    return isReadable;
  }

  /** From here on nothing can be unpacked: how much that is, is not known. */
  private lose(from: End, time: number): void {
    const direction = this.directions[from];
    direction.lost = true;
    direction.frames.stop();
    this.inner.gap(from, 1, time);
  }
}
