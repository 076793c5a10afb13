/** The wills of connected and departed clients (3.1.2.5), by their content: a message without a publisher may be one. */

import type { Qos } from '../../../shared/model';
import { Arrivals } from '../../arrivals';

/** Of so many wills it is known; the oldest are forgotten first. */
const WILLS_LIMIT = 10_000;

/** A will that its broker may publish. */
export interface Will {
  /** Content number of its topic and payload. */
  readonly content: number;
  readonly topic: number;
  readonly payloadLength: number;
  readonly qos: Qos;
  readonly broker: string;
  /** 0 until it was seen on its way to a subscriber. */
  journey: number;
}

/** Those of one broker. */
interface Indexed {
  /** By content: the wires, in ascending order. */
  readonly alike: Map<number, number[]>;
  /** By topic: how many. */
  readonly ofTopic: Map<number, number>;
}

/** Wills by their connection, newest last. Each message of which no publisher is known asks for one: no look at all of them. */
export class Wills {
  private readonly byWire = new Map<number, Will>();
  private readonly order = new Arrivals<number>();
  private readonly byBroker = new Map<string, Indexed>();

  /** The client of a wire has a will. Wires are numbered as they come, and each has one at most. */
  add(wire: number, will: Will): void {
    if (this.byWire.size >= WILLS_LIMIT) this.remove(this.order.oldest ?? 0);
    this.byWire.set(wire, will);
    this.order.add(wire);
    const { alike, ofTopic } = this.indexOf(will.broker);
    const wires = alike.get(will.content);
    if (wires === undefined) alike.set(will.content, [wire]);
    else wires.push(wire);
    ofTopic.set(will.topic, (ofTopic.get(will.topic) ?? 0) + 1);
  }

  /** The client has said DISCONNECT: its will is deleted (3.14.4-3; 3.1.1: 3.14.4-3). */
  drop(wire: number): void {
    if (this.byWire.get(wire)?.journey === 0) this.remove(wire);
  }

  /** The topics of all of them. */
  *topics(): Generator<number> {
    for (const { topic } of this.byWire.values()) yield topic;
  }

  /** Whether there is a will with that topic at the broker, published or not. */
  hasTopic(topic: number, broker: string): boolean {
    return this.byBroker.get(broker)?.ofTopic.has(topic) === true;
  }

  /** The newest will of that content at the broker, of another connection than `wire`; null for none. */
  find(content: number, broker: string, wire: number): Will | null {
    if (this.byWire.size === 0) return null;
    const wires = this.byBroker.get(broker)?.alike.get(content);
    if (wires === undefined) return null;
    const newest = wires.at(-1) === wire ? wires.at(-2) : wires.at(-1);
    return this.byWire.get(newest ?? 0) ?? null;
  }

  private indexOf(broker: string): Indexed {
    let index = this.byBroker.get(broker);
    if (index === undefined) this.byBroker.set(broker, (index = { alike: new Map(), ofTopic: new Map() }));
    return index;
  }

  private remove(wire: number): void {
    const will = this.byWire.get(wire);
    if (will === undefined) return;
    this.byWire.delete(wire);
    this.order.delete(wire);
    const { alike, ofTopic } = this.indexOf(will.broker);
    const wires = alike.get(will.content) ?? [];
    wires.splice(wires.indexOf(wire), 1);
    if (wires.length === 0) alike.delete(will.content);
    const left = (ofTopic.get(will.topic) ?? 1) - 1;
    if (left > 0) ofTopic.set(will.topic, left);
    else ofTopic.delete(will.topic);
    if (ofTopic.size === 0) this.byBroker.delete(will.broker);
  }
}
