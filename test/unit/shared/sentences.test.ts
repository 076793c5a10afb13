import assert from 'node:assert/strict';
import { fill, QoScopeError, say, SENTENCES } from '../../../src/shared/sentences';

describe('fill', () => {
  it('puts each argument in its place, however often it stands there', () => {
    assert.equal(fill('{a} and {b} and {a}', { a: 'x', b: 2 }), 'x and 2 and x');
  });

  it('leaves a place without an argument as it is', () => {
    assert.equal(fill('{a} {b}', { a: 1 }), '1 {b}');
  });

  it('does not read places out of arguments', () => {
    assert.equal(fill('{a} {b}', { a: '{b}', b: '$&' }), '{b} $&');
  });
});

describe('say', () => {
  it('speaks English without a translation', () => {
    assert.equal(say({ code: 'trace.unknownTrace', args: { trace: 7 } }), 'There is no trace 7.');
  });

  it('translates the template and keeps the arguments', () => {
    const german: Record<string, string> = { [SENTENCES['trace.unknownTrace']]: 'Es gibt keine Aufzeichnung {trace}.' };
    const translate = (english: string): string => german[english] ?? english;
    assert.equal(say({ code: 'trace.unknownTrace', args: { trace: 7 } }, translate), 'Es gibt keine Aufzeichnung 7.');
  });
});

describe('SENTENCES', () => {
  for (const [code, sentence] of Object.entries(SENTENCES)) {
    it(`${code} is a sentence`, () => assert.match(sentence, /^("|\{|[A-Z]).*([.:?]|\.\)|\{\w+\})$/s));
  }
});

describe('QoScopeError', () => {
  it('has its sentence as its message, and keeps code, arguments and cause', () => {
    const cause = new Error('EADDRINUSE');
    const error = new QoScopeError('broker.portTaken', { port: 1883, host: '127.0.0.1' }, { cause });
    assert.match(error.message, /^Port 1883 on 127\.0\.0\.1 is taken/);
    assert.deepEqual(
      [error.code, error.args, error.cause, error.name],
      ['broker.portTaken', { port: 1883, host: '127.0.0.1' }, cause, 'QoScopeError'],
    );
    assert.equal(say(error), error.message);
  });
});
