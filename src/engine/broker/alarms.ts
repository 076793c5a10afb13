/** What is to happen at which moment of the core's clock: keep alive, session and message expiry, delayed wills. */

/** A moment at which something is to happen. */
export interface Alarm {
  /** Milliseconds of the core's clock. */
  readonly at: number;
  /** Null once it was cancelled. */
  ring: (() => void) | null;
}

/** Fewer cancelled alarms than this are not worth a clearing. */
const CLEARING_THRESHOLD = 64;

/** Alarms in the order of their time: a heap in which cancelled ones stay until they are many. */
export class Alarms {
  private heap: Alarm[] = [];
  private cancelled = 0;

  /** When the next one rings, or null. */
  get next(): number | null {
    for (let top = this.heap[0]; top !== undefined; top = this.heap[0]) {
      if (top.ring !== null) return top.at;
      this.removeTop();
      this.cancelled--;
    }
    return null;
  }

  /** Calls `ring` once, at the first tick at or after `at`. */
  set(at: number, ring: () => void): Alarm {
    const alarm: Alarm = { at, ring };
    this.heap.push(alarm);
    this.rise(this.heap.length - 1, alarm);
    return alarm;
  }

  /** Takes an alarm back; one that has rung or none at all is left alone. Gives null, to be put in its place. */
  cancel(alarm: Alarm | null): null {
    if (alarm !== null && alarm.ring !== null) {
      alarm.ring = null;
      this.cancelled++;
      if (this.cancelled > CLEARING_THRESHOLD && this.cancelled * 2 > this.heap.length) this.clear();
    }
    return null;
  }

  /** Rings what is due, in the order of its time; what is set meanwhile and due rings too. */
  ring(now: number): void {
    for (let at = this.next; at !== null && at <= now; at = this.next) {
      const alarm = this.removeTop();
      const ring = alarm?.ring;
      if (alarm !== undefined) alarm.ring = null;
      ring?.();
    }
  }

  /** Throws the cancelled ones out, so that their number stays bounded by that of the others. A sorted list is a heap. */
  private clear(): void {
    this.heap = this.heap.filter(({ ring }) => ring !== null).sort((a, b) => a.at - b.at);
    this.cancelled = 0;
  }

  private rise(from: number, alarm: Alarm): void {
    let i = from;
    while (i > 0) {
      const above = (i - 1) >> 1;
      const parent = this.heap[above];
      if (parent === undefined || parent.at <= alarm.at) break;
      this.heap[i] = parent;
      i = above;
    }
    this.heap[i] = alarm;
  }

  private removeTop(): Alarm | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      const child = this.earlierChild(i);
      const below = heap[child];
      if (below === undefined || below.at >= last.at) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return top;
  }

  private earlierChild(parent: number): number {
    const left = 2 * parent + 1;
    const first = this.heap[left];
    const second = this.heap[left + 1];
    return first !== undefined && second !== undefined && second.at < first.at ? left + 1 : left;
  }
}
