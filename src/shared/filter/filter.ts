/** An expression of the filter language as `parseFilter` understood it: every name known, every value of its field's type. */

import type { FilterField } from './fields';
import type { Pattern } from './pattern';

/** How two values are compared. */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** What a field is compared with. Bytes were written in hexadecimal, as 7b:22; a number may stand for a flag or a choice. */
export type FilterValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: readonly number[] }
  | { readonly kind: 'field'; readonly field: FilterField };

/** One value of a set, or all from `from` to `to`. */
export type FilterRange =
  | { readonly kind: 'one'; readonly value: Exclude<FilterValue, { readonly kind: 'field' }> }
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

/**
 * A node of the expression. A comparison is false where the field has no value. Where it has several, one that fits
 * is enough, but for "!=", which wants all of them different.
 */
export type Filter =
  /** Everything: the empty expression. */
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly operand: Filter }
  /** A field on its own: it has a value; a flag: it is set. */
  | { readonly kind: 'has'; readonly field: FilterField }
  | {
      readonly kind: 'compare';
      readonly field: FilterField;
      readonly comparison: Comparison;
      readonly value: FilterValue;
    }
  | { readonly kind: 'contains'; readonly field: FilterField; readonly value: FilterValue }
  | { readonly kind: 'matches'; readonly field: FilterField; readonly pattern: Pattern }
  /** The text is a topic that this topic filter of MQTT matches (4.7). */
  | { readonly kind: 'under'; readonly field: FilterField; readonly filter: string }
  | { readonly kind: 'in'; readonly field: FilterField; readonly ranges: readonly FilterRange[] };
