/** The topic aliases that the broker gives to a client that allows them (3.1.2.11.5, 3.3.2.3.4). */

/** The alias of a topic for one PUBLISH. */
export interface TopicAlias {
  /** 1 to the client's Topic Alias Maximum (3.3.2-9). */
  readonly number: number;
  /** Whether the client knows what it stands for, so that the topic can be left out. */
  readonly known: boolean;
}

/** Aliases of one connection: they end with it (3.3.2-7). The first topics get one; none is given away again. */
export class OutgoingAliases {
  private readonly numbers = new Map<string, number>();

  /** `maximum` is the client's Topic Alias Maximum; 0 means that it wants none. */
  constructor(private readonly maximum: number) {}

  /** The alias to send `topic` with, or null. */
  of(topic: string): TopicAlias | null {
    if (this.maximum === 0) return null;
    const number = this.numbers.get(topic);
    if (number !== undefined) return { number, known: true };
    return this.numbers.size < this.maximum ? { number: this.numbers.size + 1, known: false } : null;
  }

  /** A PUBLISH with the alias was sent: the client knows it from here on. */
  sent(topic: string, { number, known }: TopicAlias): void {
    if (!known) this.numbers.set(topic, number);
  }
}
