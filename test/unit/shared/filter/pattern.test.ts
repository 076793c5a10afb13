import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compilePattern } from '../../../../src/shared/filter/pattern';
import { PatternFault } from '../../../../src/shared/filter/patternTree';

/** Patterns of the part of the syntax that both have. */
const { pattern } = fc.letrec<{ pattern: string; atom: string; piece: string }>((tie) => ({
  atom: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'B', '/', '.', '[ab]', '[^a]', '\\d', '\\w', '[a-c/]', '\\/') },
    { weight: 1, arbitrary: fc.constantFrom('^', '$', '\\b', '\\B') },
    { weight: 2, arbitrary: tie('pattern').map((inner) => `(${inner})`) },
  ),
  piece: fc.oneof(
    { weight: 3, arbitrary: tie('atom') },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom('a', 'b', '.', '[ab]', '(a|b)', '(ab)'),
          fc.constantFrom('*', '+', '?', '{2}', '{1,}', '{0,2}', '*?'),
        )
        .map(([atom, count]) => atom + count),
    },
  ),
  pattern: fc
    .array(
      fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
      { minLength: 1, maxLength: 3 },
    )
    .map((choices) => choices.join('|')),
}));

/** Tried from each character on. Left to itself V8 also tries the middle of one, where the standard does not: /\B/u fits a😀a. */
function fits(source: string, text: string): boolean {
  const expression = new RegExp(source, 'iuy');
  let place = 0;
  for (const character of Array.from(text).concat('')) {
    expression.lastIndex = place;
    if (expression.test(text)) return true;
    place += character.length;
  }
  return false;
}

describe('a pattern', () => {
  it('fits where the regular expression of JavaScript does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '/', '1', ' ', 'é', '😀'), maxLength: 12 });
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        assert.equal(compilePattern(source).test(subject), fits(source, subject));
      }),
      { numRuns: 2000 },
    );
  }).timeout(20_000);

  it('knows no place within a character', () => {
    assert.equal(compilePattern('\\B').test('a😀a'), false);
    assert.equal(compilePattern('\\B').test('a😀 a'), true);
  });

  it('says the same of a text again, whatever it was asked before', () => {
    const asked = compilePattern('^a.*\\bend$');
    for (const expected of [true, true]) {
      assert.equal(asked.test('a the end'), expected);
      assert.equal(asked.test('b the end'), false);
      assert.equal(asked.test('a the bend'), false);
    }
  });

  it('takes time by the length of the text where trying again would take for ever', () => {
    const hostile = 'a'.repeat(65_535);
    for (const source of ['(a+)+b', '(a|a)*b', 'a*a*a*a*a*a*b', '(a*)*c{1,50}$']) {
      assert.equal(compilePattern(source).test(hostile), false);
    }
  });

  it('refuses what has no linear time or no end, and says where', () => {
    for (const [source, place] of [
      ['(a)\\1', 4],
      ['(?=a)', 1],
      ['(?<x>a)', 1],
      ['a**', 2],
      ['*a', 0],
      ['(a', 2],
      ['a)', 1],
      ['[a', 2],
      ['[b-a]', 4],
      ['a{3,2}', 1],
      ['\\', 1],
      ['\\q', 1],
      ['(a{1000}){1000}', 15],
      ['((){9999}){9999}', 16],
    ] as const) {
      assert.throws(
        () => compilePattern(source),
        (error) => error instanceof PatternFault && error.place === place,
        source,
      );
    }
  });

  it('knows characters by their numbers', () => {
    assert.ok(compilePattern('^\\x41\\u00e9\\u{1f600}$').test('aÉ😀'));
  });
});
