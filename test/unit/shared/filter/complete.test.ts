import assert from 'node:assert/strict';
import { completeFilter, type Completion } from '../../../../src/shared/filter/complete';
import { FILTER_FIELDS } from '../../../../src/shared/filter/fields';
import { parseFilter } from '../../../../src/shared/filter/parser';

/** What is offered where `|` stands. */
function offered(marked: string, values?: (field: string) => readonly string[]): Completion {
  const cursor = marked.lastIndexOf('|');
  return completeFilter(marked.slice(0, cursor) + marked.slice(cursor + 1), cursor, values);
}

const texts = ({ items }: Completion): string[] => items.map(({ text }) => text);

describe('completing a filter', () => {
  it('offers every field where one can begin', () => {
    const all = FILTER_FIELDS.map(({ name }) => name);
    for (const place of ['|', 'mqtt.qos == 1 && |', '(|', 'not |', 'mqtt.retain || (mqtt.dupflag and |']) {
      assert.deepEqual(texts(offered(place)), all, place);
    }
  });

  it('offers fields that have in them what is written, those that begin with it first', () => {
    assert.deepEqual(texts(offered('qos.s|')), ['qos.state', 'qos.start', 'qos.sends', 'qos.session']);
    assert.equal(texts(offered('TOPIC|'))[0], 'mqtt.topic');
  });

  it('replaces the word at the cursor whole', () => {
    const { start, end } = offered('mqtt.retain && mqtt.to|pic == "a"');
    assert.deepEqual([start, end], [15, 25]);
    assert.deepEqual([offered('mqtt.qos |').start, offered('mqtt.qos |').end], [9, 9]);
  });

  it('offers the operators that go with the field', () => {
    assert.deepEqual(texts(offered('mqtt.topic |')), ['==', '!=', 'contains', 'matches', 'under', 'in', '&&', '||']);
    assert.deepEqual(texts(offered('mqtt.dupflag |')), ['==', '!=', '&&', '||']);
    assert.deepEqual(texts(offered('mqtt.topic co|')), ['contains']);
  });

  it('offers names, levels and flags as values', () => {
    assert.deepEqual(texts(offered('mqtt.qos == |')), ['0', '1', '2']);
    assert.deepEqual(texts(offered('mqtt.retain != |')), ['true', 'false']);
    assert.deepEqual(texts(offered('qos.state == "com|')), ['complete']);
    assert.deepEqual(texts(offered('qos.to in {client, |')), ['client', 'broker']);
  });

  it('offers the values that somebody knows, in quotation marks', () => {
    const values = (field: string): string[] => (field === 'mqtt.topic' ? ['a/"b"', 'alarms'] : []);
    assert.deepEqual(texts(offered('mqtt.topic == |', values)), ['"a/\\"b\\""', '"alarms"']);
    const inQuotes = offered('mqtt.topic == "al|', values);
    assert.deepEqual([texts(inQuotes), inQuotes.start, inQuotes.end], [['"alarms"'], 14, 17]);
    assert.deepEqual(texts(offered('qos.filter == |', values)), []);
  });

  it('offers connectives behind a whole term', () => {
    for (const place of ['mqtt.qos == 1 |', '(mqtt.retain == true) |', 'mqtt.qos in {1} |']) {
      assert.deepEqual(texts(offered(place)), ['&&', '||'], place);
    }
  });

  it('never throws, wherever the cursor stands in whatever text', () => {
    for (const text of ['mqtt.topic == "a', ')) && ,,', '"', '!!(', 'mqtt.qos in {1, 2', 'x y z', '😀é"']) {
      for (let cursor = 0; cursor <= text.length; cursor++) completeFilter(text, cursor);
    }
  });

  it('offers nothing that the language does not take', () => {
    const after: Readonly<Record<string, string>> = {
      flag: 'true',
      whole: '1',
      number: '1',
      text: '"a"',
      bytes: '"a"',
    };
    for (const field of FILTER_FIELDS) {
      const value = after[field.type] ?? field.choices?.[0] ?? '';
      for (const operator of texts(offered(`${field.name} |`)).slice(0, -2)) {
        parseFilter(`${field.name} ${operator} ${operator === 'in' ? `{${value}}` : value}`);
      }
    }
  });
});
