/** A workspace's memory as a map. */

import type { Memento } from 'vscode';

/** Keeps values as long as the test lives. */
export class FakeMemento implements Memento {
  private readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get(key: string, otherwise?: unknown): never {
    return (this.values.has(key) ? this.values.get(key) : otherwise) as never; // whatever the caller says it is
  }

  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
}
