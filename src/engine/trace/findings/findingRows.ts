/** Findings as rows for those who show them, made when they are asked for. */

import { FINDING_RULES, findingSentence, type FindingRule } from '../../../shared/findingRules';
import type { Finding } from '../../../shared/model';
import type { TraceParts } from '../traceParts';
import type { StoredFinding } from './findingLog';

/** The row of a finding; what is no longer known of its session and delivery is left empty. */
export function asFinding(stored: StoredFinding, parts: Pick<TraceParts, 'sessions' | 'store' | 'texts'>): Finding {
  const { n, kind, rule, time, from, args } = stored;
  const { severity }: FindingRule = FINDING_RULES[kind];
  const session = parts.sessions.get(stored.session);
  return {
    n,
    kind,
    rule,
    severity,
    time,
    packet: orNull(stored.packet),
    from,
    wire: orNull(stored.wire),
    delivery: orNull(stored.delivery),
    client: session?.client ?? '',
    broker: session?.broker ?? '',
    topic: topicOf(stored.delivery, parts),
    sentence: { code: findingSentence(kind), args },
  };
}

function topicOf(delivery: number, { store, texts }: Pick<TraceParts, 'store' | 'texts'>): string | null {
  if (delivery === 0 || !store.find(delivery)) return null;
  return texts.text(store.columns.topic[store.row] ?? 0);
}

function orNull(value: number): number | null {
  return value === 0 ? null : value;
}
