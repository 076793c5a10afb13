/**
 * Which rows of a tree have to be read anew. VS Code forgets a row and all below it from the moment that it is told of until
 * it has read them again: what is dragged or chosen from a menu in between has no row. So only what looks another is told.
 */

/** What the tree showed last. */
export class ShownRows<Row> {
  private looks: ReadonlyMap<Row | undefined, string> = new Map();

  /**
   * Takes what each row shows now, with all that belongs to it and no row of its own has; `undefined` is the tree's root.
   * Gives the rows that show something else than before, in that order: undefined where it is the root, and with it all.
   */
  update(looks: ReadonlyMap<Row | undefined, string>): Row[] | undefined {
    const before = this.looks;
    this.looks = looks;
    const changed: Row[] = [];
    for (const [row, look] of looks) {
      if (before.get(row) === look) continue;
      if (row === undefined) return undefined;
      changed.push(row);
    }
    return changed;
  }

  /** All looks another at the next time. */
  forget(): void {
    this.looks = new Map();
  }
}
