/** What deliveries have in a field of the filter language, for those who complete a filter. */

import type { Delivery } from '../../src/shared/model';

/** As many texts are offered of one field. */
const MOST = 200;

/** The texts that these have in a field, each once and in order; none for a field that is no text. */
export function textsOf(deliveries: Iterable<Delivery>, field: string): readonly string[] {
  const texts = new Set<string>();
  for (const delivery of deliveries) {
    const text = textOf(delivery, field);
    if (text !== null) texts.add(text);
    if (texts.size >= MOST) break;
  }
  return [...texts].sort();
}

function textOf(row: Delivery, field: string): string | null {
  switch (field) {
    case 'mqtt.topic':
      return row.topic;
    case 'qos.client':
    case 'mqtt.clientid':
      return row.client;
    case 'qos.broker':
      return row.broker;
    case 'qos.filter':
      return row.filter;
    case 'qos.publisher':
      return row.to === 'broker' ? row.client : null;
    default:
      return null;
  }
}
