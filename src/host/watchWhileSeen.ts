/** Tells the engine whether a person can see something that follows the live trace. */

import type { Event } from 'vscode';

import { Disposable, type Disposing } from './dispose';
import type { EngineClient } from './engineClient';

/** A view or a page of VS Code. */
interface Seen {
  readonly visible: boolean;
}

/** Holds a watch on the live trace while `seen` is visible; `changes` tells when that may have changed. */
export function watchWhileSeen(engine: Pick<EngineClient, 'watch'>, seen: Seen, changes: Event<unknown>): Disposing {
  return new WatchWhileSeen(engine, seen, changes);
}

class WatchWhileSeen extends Disposable {
  private watch: Disposing | null = null;

  constructor(
    private readonly engine: Pick<EngineClient, 'watch'>,
    private readonly seen: Seen,
    changes: Event<unknown>,
  ) {
    super();
    this.register({ dispose: () => this.watch?.dispose() });
    this.register(changes(() => this.look()));
    this.look();
  }

  private look(): void {
    if (this.seen.visible) {
      this.watch ??= this.engine.watch();
      return;
    }
    this.watch?.dispose();
    this.watch = null;
  }
}
