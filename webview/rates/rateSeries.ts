/** What the charts of rates draw: one value for each whole step, computed from what the engine counted in it. */

import type { Latency, Rates } from '../../src/shared/engineApi';
import { PACKET_TYPES, QOS_LEVELS, type PacketType } from '../../src/shared/model';
import { t } from '../l10n';
import { WORDS } from '../words';

/** How a line looks; styles give the colour, the dashes tell lines apart without one. */
export interface Look {
  readonly colour: 'blue' | 'green' | 'yellow' | 'orange' | 'purple' | 'plain';
  /** Lengths of dash and gap in pixels; none for a whole line. */
  readonly dash: readonly number[];
}

/** A line of a chart. */
export interface Line {
  readonly name: string;
  readonly look: Look;
  /** Null where nothing can be said: in steps that have not ended, or in which no handshake ended. */
  readonly values: readonly (number | null)[];
}

const SHOWN: readonly PacketType[] = ['PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'];

const TYPE_LOOKS: readonly Look[] = [
  { colour: 'blue', dash: [] },
  { colour: 'green', dash: [7, 3] },
  { colour: 'yellow', dash: [3, 3] },
  { colour: 'orange', dash: [9, 3, 2, 3] },
  { colour: 'purple', dash: [2, 2] },
  { colour: 'plain', dash: [1, 3] },
];

/** Packets or bytes in a second: the packets of a delivery each by itself, all others together. */
export function byType(rates: Rates, counts: Rates['packets']): readonly Line[] {
  const others = PACKET_TYPES.filter((type) => !SHOWN.includes(type));
  const sum = (types: readonly PacketType[]) =>
    rates.inFlight.map((_, i) => types.reduce((all, type) => all + (counts[type]?.[i] ?? 0), 0));
  const groups = [...SHOWN.map((type) => ({ name: type, types: [type] })), { name: '', types: others }];
  return groups.map(({ name, types }, i) => ({
    name: name === '' ? t(WORDS.otherPackets) : name,
    look: TYPE_LOOKS[i] ?? { colour: 'plain', dash: [] },
    values: ended(rates, sum(types)).map((n) => (n === null ? null : (n * 1000) / rates.step)),
  }));
}

/** Deliveries in flight at the end of each step. */
export function inFlightLine(rates: Rates): readonly Line[] {
  return [{ name: t(WORDS.inFlight), look: { colour: 'blue', dash: [] }, values: ended(rates, rates.inFlight) }];
}

/** Percentiles of the handshakes' times, of QoS 1 and of QoS 2; QoS 0 has no handshake. */
export function latencyLines(rates: Rates): readonly Line[] {
  const dashes = { p50: [], p95: [6, 3], p99: [2, 3] } as const;
  return QOS_LEVELS.flatMap((qos) => {
    if (qos === 0) return [];
    const colour = qos === 1 ? 'blue' : 'orange';
    return (['p50', 'p95', 'p99'] as const).map((percentile: keyof Latency) => ({
      name: `${t(WORDS.qosLevel, { qos })} ${percentile}`,
      look: { colour, dash: dashes[percentile] } as const,
      values: ended(rates, rates.latency[qos][percentile]),
    }));
  });
}

/** The middle of each step, in milliseconds since the trace began. */
export function middles({ from, step, inFlight }: Rates): readonly number[] {
  return inFlight.map((_, i) => from + (i + 0.5) * step);
}

/** The place of the last step that has ended; -1 where none has. */
export function lastEnded({ from, step, now, inFlight }: Rates): number {
  return Math.min(inFlight.length, Math.floor((now - from) / step)) - 1;
}

/** The highest of the values that there are; null where there is none. */
export function peakOf(values: Line['values']): number | null {
  return values.reduce((peak, value) => (value === null || (peak !== null && peak >= value) ? peak : value), null);
}

/** A step that goes on would show as a fall. */
function ended<Value>(rates: Rates, values: readonly Value[]): readonly (Value | null)[] {
  const last = lastEnded(rates);
  return values.map((value, i) => (i > last ? null : value));
}
