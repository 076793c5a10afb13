/** Makes of an expression a test for rows, without an object for each. */

import type { FieldName, FilterField } from '../../../shared/filter/fields';
import type { Comparison, Filter, FilterRange, FilterValue } from '../../../shared/filter/filter';
import { topicMatches } from '../../../shared/topics';
import { text } from '../../wire/bytes';
import { DELIVERY_NUMBERS, PACKET_NUMBERS, type NumberReader } from './numbers';
import { PayloadHits } from './payloadHits';
import { deliveryFits, packetFits, type PayloadTest } from './payloads';
import type { Subject } from './subject';
import { DELIVERY_TEXTS, PACKET_TEXTS, type TextTest } from './texts';

/** Whether the row that the subject stands on fits. */
export type RowTest = (subject: Subject) => boolean;

/** What rows are: the packets of a log, or the deliveries of a trace. */
export type RowKind = 'packet' | 'delivery';

type Leaf = Extract<Filter, { readonly field: FilterField }>;

/** The test that an expression means for rows of that kind. The subject must stand on such a row when it is asked. */
export function compile(filter: Filter, kind: RowKind): RowTest {
  switch (filter.kind) {
    case 'all':
      return () => true;
    case 'not': {
      const operand = compile(filter.operand, kind);
      return (subject) => !operand(subject);
    }
    case 'and': {
      const [left, right] = [compile(filter.left, kind), compile(filter.right, kind)];
      return (subject) => left(subject) && right(subject);
    }
    case 'or': {
      const [left, right] = [compile(filter.left, kind), compile(filter.right, kind)];
      return (subject) => left(subject) || right(subject);
    }
    default:
      return leaf(filter, kind);
  }
}

/** The fields that an expression names. */
export function* fieldsOf(filter: Filter): Generator<FilterField> {
  if (filter.kind === 'all') return;
  if (filter.kind === 'not') yield* fieldsOf(filter.operand);
  else if (filter.kind === 'and' || filter.kind === 'or') {
    yield* fieldsOf(filter.left);
    yield* fieldsOf(filter.right);
  } else {
    yield filter.field;
    if (filter.kind === 'compare' && filter.value.kind === 'field') yield filter.value.field;
  }
}

/** "!=" asks that there is a value and that none is equal; every other operator that one fits. */
function leaf(filter: Leaf, kind: RowKind): RowTest {
  if (filter.kind !== 'compare' || filter.comparison !== '!=') return over(filter, kind, valueTest(filter, kind));
  const equal = { ...filter, comparison: '==' as const };
  const unequal = over(filter, kind, valueTest(filter, kind));
  const isEqual = over(filter, kind, valueTest(equal, kind));
  return (subject) => unequal(subject) && !isEqual(subject);
}

/** Asks the test of those rows that have the leaf's fields: each packet of a delivery, or the delivery of a packet. */
function over(filter: Leaf, kind: RowKind, test: RowTest): RowTest {
  const owners = [...fieldsOf(filter)].map(({ owner }) => owner);
  if (kind === 'delivery' && owners.includes('packet')) return (subject) => subject.anyPacket(test);
  if (kind === 'packet' && owners.includes('delivery')) return (subject) => subject.toDelivery() && test(subject);
  return test;
}

/** Whether the value at which the subject stands fits. */
function valueTest(filter: Leaf, kind: RowKind): RowTest {
  const { field } = filter;
  if (field.type === 'text') return textsOf(field, kind)(textTest(filter));
  if (field.type === 'bytes') {
    return kind === 'packet' ? packetFits(payloadTest(filter)) : deliveryFits(payloadTest(filter));
  }
  return numberTest(filter, numbersOf(field, kind), kind);
}

/** Fields of both kinds of rows have a reader for either. */
function isOfPacket({ owner }: FilterField, kind: RowKind): boolean {
  return owner === 'packet' || (owner === 'both' && kind === 'packet');
}

function numbersOf(field: FilterField, kind: RowKind): NumberReader {
  const reader = (isOfPacket(field, kind) ? PACKET_NUMBERS : DELIVERY_NUMBERS)[field.name as FieldName];
  if (reader === undefined) throw new Error(`The field ${field.name} has no reader.`);
  return reader;
}

function textsOf(field: FilterField, kind: RowKind): (test: TextTest) => RowTest {
  const reader = (isOfPacket(field, kind) ? PACKET_TEXTS : DELIVERY_TEXTS)[field.name as FieldName];
  if (reader === undefined) throw new Error(`The field ${field.name} has no reader.`);
  return reader;
}

function numberTest(filter: Leaf, read: NumberReader, kind: RowKind): RowTest {
  if (filter.kind === 'has') {
    // A flag on its own asks whether it is set.
    return filter.field.type === 'flag' ? (subject) => read(subject) === 1 : (subject) => !Number.isNaN(read(subject));
  }
  if (filter.kind === 'compare' && filter.value.kind === 'field') {
    return compareFields(filter.comparison, read, numbersOf(filter.value.field, kind));
  }
  if (filter.kind === 'compare') return compareNumbers(filter.comparison, read, numberOf(filter.value));
  const ranges = filter.kind === 'in' ? filter.ranges.map(bounds) : [];
  return (subject) => {
    const value = read(subject);
    return ranges.some(([from, to]) => value >= from && value <= to);
  };
}

/** One function for each operator, since a filter asks it a million times. NaN fits none but "!=", which is seen to. */
function compareNumbers(comparison: Comparison, read: NumberReader, value: number): RowTest {
  switch (comparison) {
    case '==':
      return (subject) => read(subject) === value;
    case '<':
      return (subject) => read(subject) < value;
    case '<=':
      return (subject) => read(subject) <= value;
    case '>':
      return (subject) => read(subject) > value;
    case '>=':
      return (subject) => read(subject) >= value;
    case '!=':
      return (subject) => {
        const found = read(subject);
        return found < value || found > value;
      };
  }
}

function compareFields(comparison: Comparison, left: NumberReader, right: NumberReader): RowTest {
  const fits: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
    '==': (a, b) => a === b,
    '!=': (a, b) => a < b || a > b,
    '<': (a, b) => a < b,
    '<=': (a, b) => a <= b,
    '>': (a, b) => a > b,
    '>=': (a, b) => a >= b,
  };
  const compares = fits[comparison];
  return (subject) => compares(left(subject), right(subject));
}

function textTest(filter: Leaf): TextTest {
  switch (filter.kind) {
    case 'has':
      return () => true;
    case 'compare': {
      const wanted = textOf(filter.value);
      return filter.comparison === '!=' ? (found) => found !== wanted : (found) => found === wanted;
    }
    case 'contains': {
      const part = textOf(filter.value);
      return (found) => found.includes(part);
    }
    case 'matches':
      return (found) => filter.pattern.test(found);
    case 'under':
      return (found) => topicMatches(filter.filter, found);
    case 'in': {
      const wanted = new Set(filter.ranges.map((range) => (range.kind === 'one' ? textOf(range.value) : '')));
      return (found) => wanted.has(found);
    }
  }
}

function payloadTest(filter: Leaf): PayloadTest {
  if (filter.kind === 'matches') return each((bytes) => filter.pattern.test(text(bytes, 0, bytes.length)));
  if (filter.kind !== 'contains' && filter.kind !== 'compare') return each(() => true);
  const wanted = bytesOf(filter.value);
  if (filter.kind === 'contains') {
    return holding(wanted, (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(wanted));
  }
  if (filter.comparison === '!=') return each((bytes) => Buffer.compare(bytes, wanted) !== 0);
  return holding(wanted, (bytes) => Buffer.compare(bytes, wanted) === 0);
}

function each(fits: PayloadTest['fits']): PayloadTest {
  return { mayFit: () => true, fits };
}

/** Of messages that can fit only where they contain `wanted`. */
function holding(wanted: Buffer, fits: PayloadTest['fits']): PayloadTest {
  if (wanted.length === 0) return each(fits);
  const hits = new PayloadHits(wanted);
  return { mayFit: (subject) => hits.mayContain(subject), fits };
}

function bounds(range: FilterRange): readonly [number, number] {
  if (range.kind === 'range') return [range.from, range.to];
  return [numberOf(range.value), numberOf(range.value)];
}

function numberOf(value: FilterValue): number {
  return value.kind === 'number' ? value.value : NaN;
}

function textOf(value: FilterValue): string {
  return value.kind === 'text' ? value.value : '';
}

function bytesOf(value: FilterValue): Buffer {
  if (value.kind === 'bytes') return Buffer.from(value.value);
  return Buffer.from(textOf(value), 'utf8');
}
