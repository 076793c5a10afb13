/** Expressions of the filter language that a click stands for. */

import { quoteText } from '../shared/filter/lexer';
import type { Delivery, FindingGroup } from '../shared/model';

/** The deliveries of a topic. */
export function topicFilter({ topic }: Delivery): string {
  return `mqtt.topic == ${quoteText(topic)}`;
}

/** The deliveries from and to a client. */
export function clientFilter({ client }: Delivery): string {
  return `qos.client == ${quoteText(client)}`;
}

/** The deliveries that went at that QoS. */
export function qosFilter({ qos }: Delivery): string {
  return `mqtt.qos == ${qos}`;
}

/** The deliveries with a finding of that rule. */
export function findingFilter({ rule }: Pick<FindingGroup, 'rule'>): string {
  return `qos.finding == ${quoteText(rule)}`;
}
