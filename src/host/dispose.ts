/** What must be given back: listeners, views, threads. */

/** Anything that can be given back, as VS Code has it. */
export interface Disposing {
  dispose(): unknown;
}

/** A base for what holds things to give back: `register` them, and none is forgotten. */
export abstract class Disposable implements Disposing {
  private readonly registered: Disposing[] = [];
  private gone = false;

  /** Gives `thing` back together with this object; at once where this one is gone already. */
  protected register<T extends Disposing>(thing: T): T {
    if (this.gone) thing.dispose();
    else this.registered.push(thing);
    return thing;
  }

  /** Whether `dispose` was called: late answers then have nobody to go to. */
  protected get disposed(): boolean {
    return this.gone;
  }

  /** Gives everything back, the latest first. Without effect the second time. */
  dispose(): void {
    this.gone = true;
    for (const thing of this.registered.splice(0).reverse()) thing.dispose();
  }
}
