import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  filterCovers,
  filtersOverlap,
  MAXIMUM_STRING_LENGTH,
  parseSharedFilter,
  topicFilterFault,
  topicMatches,
  topicNameFault,
  utf8Length,
} from '../../../src/shared/topics';

describe('topicMatches', () => {
  for (const [filter, topic, expected] of [
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
    ['sport/#', 'sport', true],
    ['#', 'sport/tennis', true],
    ['sport/tennis/+', 'sport/tennis/player1', true],
    ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['#', '$SYS/uptime', false],
    ['+/monitor/Clients', '$SYS/monitor/Clients', false],
    ['$SYS/#', '$SYS/', true],
    ['$SYS/monitor/+', '$SYS/monitor/Clients', true],
    ['a//b', 'a//b', true],
    ['a/b', 'a//b', false],
    ['a/b', 'A/b', false],
    ['a/b/c', 'a/b', false],
    ['$share/group/a/+', 'a/b', true],
    ['$share/group/a/+', 'b/b', false],
    ['$share/group/#', '$SYS/x', false],
  ] as const) {
    it(`says ${String(expected)} for ${filter} and ${topic}`, () =>
      assert.equal(topicMatches(filter, topic), expected));
  }

  const level = fc.constantFrom('a', 'b', '', 'long level', '$x');
  const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));

  it('is true of each topic for itself, and of each with any level made a plus', () => {
    fc.assert(
      fc.property(topic, fc.nat(4), (name, place) => {
        assert.ok(topicMatches(name, name));
        const levels = name.split('/');
        const at = place % levels.length;
        if (at === 0 && name.startsWith('$')) return;
        assert.ok(topicMatches(levels.with(at, '+').join('/'), name));
        assert.ok(topicMatches([...levels.slice(0, at), '#'].join('/'), name) || name.startsWith('$'));
      }),
    );
  });
});

describe('filterCovers and filtersOverlap', () => {
  /** All topics of up to four levels; "z" stands for whatever no filter here names. */
  const topics = ['a', 'z', '$x'].flatMap((first) => longer(first, 4));
  const level = fc.constantFrom('a', '$x', '+', '+');
  const filter = fc
    .tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([levels, open]) => [...(open && levels.length < 3 ? levels : levels.slice(0, 3)), ...(open ? ['#'] : [])])
    .map((levels) => levels.slice(0, 3).join('/'));
  const anyFilter = fc.oneof(fc.constant('#'), filter);

  it('say what topicMatches says of all topics', () => {
    fc.assert(
      fc.property(anyFilter, anyFilter, (one, other) => {
        const matched = topics.filter((topic) => topicMatches(other, topic));
        const both = matched.filter((topic) => topicMatches(one, topic));
        assert.equal(filterCovers(one, other), both.length === matched.length, `${one} covers ${other}`);
        assert.equal(filtersOverlap(one, other), both.length > 0, `${one} overlaps ${other}`);
      }),
      { numRuns: 500 },
    );
  });

  it('look behind the name of a shared subscription', () => {
    assert.equal(filterCovers('a/#', '$share/group/a/b'), true);
    assert.equal(filtersOverlap('b/#', '$share/group/a/b'), false);
  });

  function longer(topic: string, levels: number): string[] {
    if (levels === 1) return [topic];
    return [topic, ...['a', 'z', '$x'].flatMap((next) => longer(`${topic}/${next}`, levels - 1))];
  }
});

describe('topicNameFault', () => {
  for (const [topic, fault] of [
    ['a/b', null],
    ['/', null],
    ['with space/ü', null],
    ['', 'topic.empty'],
    ['a\0b', 'topic.nul'],
    ['a/+', 'topic.wildcard'],
    ['a#', 'topic.wildcard'],
    ['\ud800', 'topic.surrogate'],
    ['\u{1f600}', null],
    ['x'.repeat(MAXIMUM_STRING_LENGTH), null],
    ['x'.repeat(MAXIMUM_STRING_LENGTH + 1), 'topic.tooLong'],
    ['ü'.repeat(32_768), 'topic.tooLong'],
  ] as const) {
    it(`says ${String(fault)} for ${JSON.stringify(topic.slice(0, 12))} of ${String(topic.length)}`, () =>
      assert.equal(topicNameFault(topic), fault));
  }
});

describe('topicFilterFault', () => {
  for (const [filter, fault] of [
    ['a/b', null],
    ['#', null],
    ['a/#', null],
    ['+/+/#', null],
    ['a#', 'topic.badHash'],
    ['a/#/b', 'topic.badHash'],
    ['a+/b', 'topic.badPlus'],
    ['a/+b', 'topic.badPlus'],
    ['', 'topic.empty'],
    ['a\0', 'topic.nul'],
    ['$share/group/a/#', null],
    ['$share/group', 'topic.badShare'],
    ['$share/group/', 'topic.badShare'],
    ['$share//a', 'topic.badShare'],
    ['$share/gr+up/a', 'topic.badShare'],
    ['$share/group/a#', 'topic.badHash'],
    ['$shared/a', null],
  ] as const) {
    it(`says ${String(fault)} for ${JSON.stringify(filter)}`, () => assert.equal(topicFilterFault(filter), fault));
  }
});

describe('parseSharedFilter', () => {
  it('gives name and filter of a shared subscription', () => {
    assert.deepEqual(parseSharedFilter('$share/group//a/#'), { name: 'group', filter: '/a/#' });
  });

  it('is null for every other filter', () => {
    assert.equal(parseSharedFilter('share/group/a'), null);
    assert.equal(parseSharedFilter('$share/group'), null);
  });
});

describe('utf8Length', () => {
  it('is the length that the encoder gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        assert.equal(utf8Length(text), Buffer.byteLength(text));
      }),
    );
  }).timeout(30_000);
});
