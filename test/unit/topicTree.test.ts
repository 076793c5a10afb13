import assert from 'node:assert/strict';

import fc from 'fast-check';

import { TopicTree } from '../../src/engine/topicTree';
import { topicMatches } from '../../src/shared/topics';

const level = fc.constantFrom('', 'a', 'b', 'c', '$a', '$SYS');
const topic = fc
  .array(level, { minLength: 1, maxLength: 5 })
  .map((levels) => levels.join('/'))
  .filter((text) => text !== '');
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.constantFrom(null, '#', '+', 'a'))
  .map(([levels, last]) => [...levels, ...(last === null ? [] : [last])].join('/'))
  .filter((text) => text !== '');

function matching(tree: TopicTree<string>, name: string): string[] {
  const found: string[] = [];
  tree.visitMatching(name, (value) => found.push(value));
  return found.sort();
}

function under(tree: TopicTree<string>, pattern: string): string[] {
  const found: string[] = [];
  tree.visitUnder(pattern, (value) => found.push(value));
  return found.sort();
}

function treeOf(paths: Iterable<string>): TopicTree<string> {
  const tree = new TopicTree<string>();
  for (const path of paths) tree.set(path, path);
  return tree;
}

describe('TopicTree', function () {
  this.timeout(20_000);

  it('finds the filters that match a topic, as topicMatches has it, each once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(filter, { maxLength: 30 }), topic, (filters, name) => {
        const expected = filters.filter((pattern) => topicMatches(pattern, name)).sort();
        assert.deepEqual(matching(treeOf(filters), name), expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds the topics that a filter matches, as topicMatches has it, each once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(topic, { maxLength: 30 }), filter, (topics, pattern) => {
        const expected = topics.filter((name) => topicMatches(pattern, name)).sort();
        assert.deepEqual(under(treeOf(topics), pattern), expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('after deletions holds what a map holds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), filter), { maxLength: 60 }), (steps) => {
        const tree = new TopicTree<string>();
        const map = new Map<string, string>();
        for (const [add, path] of steps) {
          if (add) {
            tree.set(path, path);
            map.set(path, path);
          } else assert.equal(tree.delete(path), map.delete(path));
          assert.equal(tree.size, map.size);
        }
        for (const [, path] of steps) assert.equal(tree.get(path), map.get(path));
      }),
    );
  });

  it('keeps no node for what was deleted', () => {
    const tree = treeOf(['a/b/c', 'a/b', 'x']);
    for (const path of ['a/b/c', 'a/b', 'x']) tree.delete(path);
    assert.deepEqual(JSON.parse(JSON.stringify(tree)), { root: { children: null }, count: 0 });
  });

  it('bears a topic of 65,536 levels', () => {
    const deep = '/'.repeat(65_535);
    const tree = treeOf([deep, '#', '+/#']);
    assert.deepEqual(matching(tree, deep), [deep, '#', '+/#'].sort());
    assert.deepEqual(under(tree, '#').length, 3);
    assert.equal(tree.delete(deep), true);
  });
});
