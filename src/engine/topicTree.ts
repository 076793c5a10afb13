/**
 * Values by topic or filter, level by level, so that a look-up costs what the levels cost and not what is stored. The
 * same tree serves both ways round: subscriptions stored under filters and asked for by a topic, and retained messages
 * stored under topics and asked for by a filter (4.7).
 */

interface Node<Value> {
  value: Value | undefined;
  children: Map<string, Node<Value>> | null;
}

/** A tree over the levels between slashes. */
export class TopicTree<Value> {
  private readonly root: Node<Value> = { value: undefined, children: null };
  private count = 0;

  /** How many paths have a value. */
  get size(): number {
    return this.count;
  }

  /** The value at exactly this path. */
  get(path: string): Value | undefined {
    let node: Node<Value> | undefined = this.root;
    for (const level of path.split('/')) {
      node = node.children?.get(level);
      if (node === undefined) return undefined;
    }
    return node.value;
  }

  /** Puts a value at a path in place of the one that is there. */
  set(path: string, value: Value): void {
    let node = this.root;
    for (const level of path.split('/')) {
      node.children ??= new Map();
      let child = node.children.get(level);
      if (child === undefined) {
        child = { value: undefined, children: null };
        node.children.set(level, child);
      }
      node = child;
    }
    if (node.value === undefined) this.count++;
    node.value = value;
  }

  /** Removes the value at a path and the levels that only it needed; says whether there was one. */
  delete(path: string): boolean {
    const levels = path.split('/');
    const nodes: Node<Value>[] = [this.root];
    for (const level of levels) {
      const child = nodes.at(-1)?.children?.get(level);
      if (child === undefined) return false;
      nodes.push(child);
    }
    const last = nodes.at(-1);
    if (last?.value === undefined) return false;
    last.value = undefined;
    this.count--;
    prune(nodes, levels);
    return true;
  }

  /**
   * Visits the values stored under filters that match `topic`; each filter once. False, with some of them visited, where more
   * than `most` paths of one length lead on: their number may double with each level.
   */
  visitMatching(topic: string, visit: (value: Value) => void, most = Infinity): boolean {
    // 4.7.2-1: a filter that begins with a wildcard does not match a topic that begins with $.
    let wildcards = !topic.startsWith('$');
    // Level by level rather than by recursion: a topic may have 65,536 levels.
    let reached: Node<Value>[] = [this.root];
    for (const level of topic.split('/')) {
      const next: Node<Value>[] = [];
      for (const { children } of reached) {
        if (children === null) continue;
        if (wildcards) {
          visitValue(children.get('#'), visit);
          pushNode(next, children.get('+'));
        }
        pushNode(next, children.get(level));
      }
      if (next.length > most) return false;
      reached = next;
      wildcards = true;
    }
    for (const node of reached) {
      visitValue(node, visit);
      visitValue(node.children?.get('#'), visit);
    }
    return true;
  }

  /** Visits the values stored under topics that `filter` matches, in no order that means something. */
  visitUnder(filter: string, visit: (value: Value) => void): void {
    let reached: Node<Value>[] = [this.root];
    let first = true;
    for (const level of filter.split('/')) {
      if (level === '#') {
        for (const node of reached) visitBelow(node, first, visit);
        return;
      }
      const next: Node<Value>[] = [];
      for (const { children } of reached) {
        if (level !== '+') pushNode(next, children?.get(level));
        else for (const [name, child] of children ?? []) if (!first || !name.startsWith('$')) next.push(child);
      }
      reached = next;
      first = false;
    }
    for (const node of reached) visitValue(node, visit);
  }
}

/** Takes away the nodes at the end of a path that hold neither value nor children. */
function prune<Value>(nodes: readonly Node<Value>[], levels: readonly string[]): void {
  for (let i = levels.length; i > 0; i--) {
    const node = nodes[i];
    const parent = nodes[i - 1];
    if (node === undefined || parent === undefined || node.value !== undefined || node.children !== null) return;
    parent.children?.delete(levels[i - 1] ?? '');
    if (parent.children?.size === 0) parent.children = null;
  }
}

/** Visits `top` and all below it: `#` stands for the level above it too (4.7.1.2), and at the front for no $ (4.7.2-1). */
function visitBelow<Value>(top: Node<Value>, isRoot: boolean, visit: (value: Value) => void): void {
  const waiting: Node<Value>[] = [];
  visitValue(top, visit);
  for (const [name, child] of top.children ?? []) if (!isRoot || !name.startsWith('$')) waiting.push(child);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    visitValue(node, visit);
    for (const child of node.children?.values() ?? []) waiting.push(child);
  }
}

function pushNode<Value>(nodes: Node<Value>[], node: Node<Value> | undefined): void {
  if (node !== undefined) nodes.push(node);
}

function visitValue<Value>(node: Node<Value> | undefined, visit: (value: Value) => void): void {
  if (node?.value !== undefined) visit(node.value);
}
