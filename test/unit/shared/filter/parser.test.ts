import assert from 'node:assert/strict';
import { FILTER_FIELDS } from '../../../../src/shared/filter/fields';
import type { Filter } from '../../../../src/shared/filter/filter';
import { quoteText } from '../../../../src/shared/filter/lexer';
import { FIELD_MEANINGS } from '../../../../src/shared/filter/meanings';
import { LONGEST_FILTER, parseFilter } from '../../../../src/shared/filter/parser';
import { QoScopeError } from '../../../../src/shared/sentences';

/** The expression back as text, with every parenthesis. */
function shown(filter: Filter): string {
  switch (filter.kind) {
    case 'all':
      return '*';
    case 'and':
      return `(${shown(filter.left)} && ${shown(filter.right)})`;
    case 'or':
      return `(${shown(filter.left)} || ${shown(filter.right)})`;
    case 'not':
      return `!${shown(filter.operand)}`;
    case 'has':
      return filter.field.name;
    case 'compare':
    case 'contains': {
      const { value } = filter;
      const text = value.kind === 'field' ? value.field.name : JSON.stringify(value.value);
      return `${filter.field.name} ${filter.kind === 'compare' ? filter.comparison : 'contains'} ${text}`;
    }
    case 'matches':
      return `${filter.field.name} matches ${filter.pattern.source}`;
    case 'under':
      return `${filter.field.name} under ${filter.filter}`;
    case 'in':
      return `${filter.field.name} in ${JSON.stringify(filter.ranges)}`;
  }
}

const read = (expression: string): string => shown(parseFilter(expression));

describe('the filter language', () => {
  const readings: readonly (readonly [string, string])[] = [
    ['', '*'],
    ['   ', '*'],
    ['mqtt.dupflag', 'mqtt.dupflag'],
    ['MQTT.QoS == 2', 'mqtt.qos == 2'],
    ['mqtt.qos eq 2', 'mqtt.qos == 2'],
    ['mqtt.qos ne 2', 'mqtt.qos != 2'],
    ['qos.ms gt 1.5', 'qos.ms > 1.5'],
    ['qos.ms lt 2', 'qos.ms < 2'],
    ['qos.ms ge 2', 'qos.ms >= 2'],
    ['qos.ms le 2', 'qos.ms <= 2'],
    ['qos.reason >= 0x80', 'qos.reason >= 128'],
    ['mqtt.msgtype == publish', 'mqtt.msgtype == 3'],
    ['mqtt.msgtype > 3', 'mqtt.msgtype > 3'],
    ['mqtt.retain == true', 'mqtt.retain == 1'],
    ['qos.state == "complete"', 'qos.state == 2'],
    ['qos.effective < qos.published', 'qos.effective < qos.published'],
    ['mqtt.topic == a/b', 'mqtt.topic == "a/b"'],
    ['mqtt.topic contains "say \\"x\\" \\\\ \\d"', 'mqtt.topic contains "say \\"x\\" \\\\ \\\\d"'],
    ['mqtt.topic ~ "a+"', 'mqtt.topic matches a+'],
    ['mqtt.topic under "a/+/c"', 'mqtt.topic under a/+/c'],
    ['mqtt.msg contains 7b:22', 'mqtt.msg contains [123,34]'],
    ['mqtt.msg contains "7b:22"', 'mqtt.msg contains "7b:22"'],
    ['mqtt.qos == 1 or mqtt.qos == 2 and mqtt.dupflag', '(mqtt.qos == 1 || (mqtt.qos == 2 && mqtt.dupflag))'],
    ['(mqtt.retain || mqtt.dupflag) && !mqtt.topic', '((mqtt.retain || mqtt.dupflag) && !mqtt.topic)'],
    ['not mqtt.retain && mqtt.dupflag', '(!mqtt.retain && mqtt.dupflag)'],
    ['!!mqtt.retain', '!!mqtt.retain'],
    [
      'mqtt.msgid in {1, 5..7, 9 .. 10}',
      'mqtt.msgid in [{"kind":"one","value":{"kind":"number","value":1}},{"kind":"range","from":5,"to":7},' +
        '{"kind":"range","from":9,"to":10}]',
    ],
  ];
  for (const [expression, expected] of readings) {
    it(`reads ${expression === '' ? 'nothing' : JSON.stringify(expression)}`, () => {
      assert.equal(read(expression), expected);
    });
  }

  const mistakes: readonly (readonly [string, string, number])[] = [
    ['&', 'filter.wantsField', 1],
    ['"mqtt.qos"', 'filter.wantsField', 1],
    ['mqtt.qos &&', 'filter.wantsField', 12],
    ['!', 'filter.wantsField', 2],
    ['mqtt.topc == "a"', 'filter.unknownField', 1],
    ['mqtt.qos = 1', 'filter.wantsOperator', 10],
    ['mqtt.topic "a"', 'filter.wantsOperator', 12],
    ['mqtt.topic > "a"', 'filter.badOperator', 12],
    ['mqtt.dupflag < true', 'filter.badOperator', 14],
    ['qos.state contains "x"', 'filter.badOperator', 11],
    ['mqtt.qos ==', 'filter.wantsWhole', 12],
    ['mqtt.qos == 3', 'filter.wantsWhole', 13],
    ['mqtt.qos == -1', 'filter.wantsWhole', 13],
    ['mqtt.qos == 1.5', 'filter.wantsWhole', 13],
    ['qos.ms > fast', 'filter.wantsNumber', 10],
    ['mqtt.dupflag == 2', 'filter.wantsFlag', 17],
    ['qos.state == done', 'filter.wantsChoice', 14],
    ['qos.state == 2', 'filter.wantsChoice', 14],
    ['mqtt.msgtype == 16', 'filter.wantsChoice', 17],
    ['mqtt.topic == ', 'filter.wantsText', 15],
    ['mqtt.topic == "a', 'filter.openQuote', 15],
    ['mqtt.qos == mqtt.topic', 'filter.notNumeric', 13],
    ['mqtt.qos == 1 mqtt.retain', 'filter.wantsConnective', 15],
    ['mqtt.qos == 1 )', 'filter.wantsConnective', 15],
    ['(mqtt.qos == 1', 'filter.wantsParenthesis', 15],
    ['mqtt.qos in 1', 'filter.wantsSet', 13],
    ['mqtt.qos in {1', 'filter.wantsBrace', 15],
    ['mqtt.qos in {}', 'filter.wantsWhole', 14],
    ['mqtt.topic in {"a" .. "b"}', 'filter.noRange', 16],
    ['mqtt.msgid in {9..5}', 'filter.backwards', 16],
    ['mqtt.topic under "a/#/b"', 'filter.badTopicFilter', 18],
    ['mqtt.topic ~ "(a"', 'filter.badPattern', 14],
    ['mqtt.topic ~ "(?=a)"', 'filter.badPattern', 14],
    [`${'('.repeat(60)}mqtt.qos${')'.repeat(60)}`, 'filter.tooDeep', 51],
    [`mqtt.topic == "${'a'.repeat(LONGEST_FILTER)}"`, 'filter.tooLong', LONGEST_FILTER + 1],
  ];
  for (const [expression, code, column] of mistakes) {
    it(`points at column ${column} of ${JSON.stringify(expression.slice(0, 30))}: ${code}`, () => {
      assert.throws(
        () => parseFilter(expression),
        (error) => error instanceof QoScopeError && error.code === code && error.args.column === column,
      );
    });
  }

  it('asks whether the nearest name is meant', () => {
    for (const [word, meant] of [
      ['mqtt.topc', 'mqtt.topic'],
      ['topic', 'mqtt.topic'],
      ['qos.stat', 'qos.state'],
      ['mqtt.mesgid', 'mqtt.msgid'],
    ] as const) {
      assert.throws(() => parseFilter(`${word} == 1`), { args: { column: 1, word, suggestion: meant } });
    }
  });

  it('reads every text back that was quoted', () => {
    for (const text of ['a', 'a"b', 'a\\b', '\\"', 'é 漢 😀', '', '\\\\', 'line\nbreak']) {
      assert.equal(read(`mqtt.topic == ${quoteText(text)}`), `mqtt.topic == ${JSON.stringify(text)}`);
    }
  });

  it('has a meaning for each field, and each field once', () => {
    const names = FILTER_FIELDS.map(({ name }) => name);
    assert.deepEqual([...names].sort(), Object.keys(FIELD_MEANINGS).sort());
    assert.equal(new Set(names).size, names.length);
  });
});
