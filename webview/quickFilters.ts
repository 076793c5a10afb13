/** Filters that a cell of the list offers: only what is like it, or all but that. */

import type { Delivery } from '../src/shared/model';
import { quoteText } from '../src/shared/filter/lexer';
import { parseFilter } from '../src/shared/filter/parser';
import { clientName, stateLook } from './deliveryWords';
import { t } from './l10n';
import { span } from './quantities';
import { WORDS } from './words';

/** One offer: what it says, and the expression behind it. */
export interface QuickFilter {
  readonly label: string;
  readonly expression: string;
}

/** The columns of the list that offer filters, by name. */
export const FILTERED_COLUMNS = ['state', 'qos', 'topic', 'route', 'ms', 'findings'] as const;

/** A column of the list that offers filters. */
export type FilteredColumn = (typeof FILTERED_COLUMNS)[number];

/** What a cell of a delivery offers, the likeliest first. */
export function quickFilters(column: FilteredColumn, delivery: Delivery): readonly QuickFilter[] {
  switch (column) {
    case 'state':
      return both(t(WORDS.stateOf, { state: stateLook(delivery).word }), `qos.state == ${delivery.state}`);
    case 'qos':
      return [...both(t(WORDS.qosLevel, { qos: delivery.qos }), `mqtt.qos == ${delivery.qos}`), ...published(delivery)];
    case 'topic':
      return [...both(delivery.topic, `mqtt.topic == ${quoteText(delivery.topic)}`), ...below(delivery.topic)];
    case 'route':
      return [
        ...both(clientName(delivery.client), `qos.client == ${quoteText(delivery.client)}`),
        only(t(delivery.to === 'client' ? WORDS.toClients : WORDS.toBrokers), `qos.to == ${delivery.to}`),
      ];
    case 'ms':
      return delivery.ms === null ? [] : [atLeast(delivery.ms)];
    case 'findings':
      return [only(t(WORDS.withFindings), 'qos.finding')];
  }
}

/** The filter with one more condition: it then leaves what both leave. A condition that is there already adds nothing. */
export function narrowed(filter: string, condition: string): string {
  const present = filter.trim();
  if (present === '') return condition;
  if (present === condition || present.endsWith(` && ${condition}`)) return present;
  return `${needsParentheses(present) ? `(${present})` : present} && ${condition}`;
}

/** "||" binds less than "&&"; what cannot be read is kept together too. */
function needsParentheses(filter: string): boolean {
  try {
    return parseFilter(filter).kind === 'or';
  } catch {
    return true; // its mistake is shown where it stands
  }
}

function both(name: string, expression: string): readonly QuickFilter[] {
  return [only(name, expression), { label: t(WORDS.notThis, { name }), expression: `!(${expression})` }];
}

function only(name: string, expression: string): QuickFilter {
  return { label: t(WORDS.onlyThis, { name }), expression };
}

function published({ publishedQos, qos }: Delivery): readonly QuickFilter[] {
  if (publishedQos === null || publishedQos === qos) return [];
  const name = t(WORDS.publishedAt, { qos: publishedQos });
  return [
    only(name, `qos.published == ${publishedQos}`),
    only(t(WORDS.otherThanPublished), 'qos.published != qos.effective'),
  ];
}

/** All topics beside this one and below them: the next level up. */
function below(topic: string): readonly QuickFilter[] {
  const end = topic.lastIndexOf('/');
  if (end <= 0) return [];
  const filter = `${topic.slice(0, end)}/#`;
  return [only(filter, `mqtt.topic under ${quoteText(filter)}`)];
}

function atLeast(ms: number): QuickFilter {
  const floor = Number(ms.toPrecision(2)) > ms ? Number((ms * 0.95).toPrecision(2)) : Number(ms.toPrecision(2));
  return only(t(WORDS.asLong, { span: span(floor) }), `qos.ms >= ${floor}`);
}
