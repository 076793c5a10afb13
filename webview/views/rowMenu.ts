/** What can be done with one delivery of the list, as a menu: filters by the cell first. */

import type { Delivery } from '../../src/shared/model';
import { t } from '../l10n';
import { FILTERED_COLUMNS, quickFilters, type FilteredColumn, type QuickFilter } from '../quickFilters';
import { WORDS } from '../words';
import type { MenuItem } from './menu';

/** What the menu asks of the view. */
export interface RowMenuActions {
  /** Leaves only what the condition lets through, of what is shown now. */
  readonly narrow: (condition: string) => void;
  readonly copy: (text: string) => void;
  readonly openMessage: (delivery: number) => void;
  readonly revealInTree: (delivery: number) => void;
}

/** Where the keyboard opens the menu, no cell is meant: each gives its first filters. */
const EACH: readonly FilteredColumn[] = ['topic', 'route', 'qos', 'state'];

/** The condition that a click with Alt on a cell means; null for a cell that offers none. */
export function rowMenuFilter(delivery: Delivery, column: string): string | null {
  const meant = columnNamed(column);
  return meant === null ? null : (quickFilters(meant, delivery)[0]?.expression ?? null);
}

/** The items for a delivery; `column` is that of the cell that was meant, or null. */
export function rowMenuItems(delivery: Delivery, column: string | null, actions: RowMenuActions): readonly MenuItem[] {
  const item = ({ label, expression }: QuickFilter): MenuItem => ({ label, choose: () => actions.narrow(expression) });
  const meant = column === null ? null : columnNamed(column);
  const filters =
    meant === null ? EACH.flatMap((one) => quickFilters(one, delivery).slice(0, 2)) : quickFilters(meant, delivery);
  const { journey, n } = delivery;
  const own: MenuItem[] = journey === null ? [] : [item(onlyJourney(journey))];
  return [
    ...filters.map(item),
    ...own,
    null,
    { label: t(WORDS.copyTopicPlain), choose: () => actions.copy(delivery.topic) },
    { label: t(WORDS.openMessage), choose: () => actions.openMessage(n) },
    { label: t(WORDS.revealInTree), choose: () => actions.revealInTree(n) },
  ];
}

/** The bar of times belongs to the duration. */
function columnNamed(name: string): FilteredColumn | null {
  if (name === 'legs') return 'ms';
  return FILTERED_COLUMNS.find((one) => one === name) ?? null;
}

function onlyJourney(journey: number): QuickFilter {
  return { label: t(WORDS.onlyJourney), expression: `qos.journey == ${journey}` };
}
