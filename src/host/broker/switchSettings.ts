/** The laboratory's switches as settings: names, ranges, and how their values are read. Knows nothing of VS Code. */

import { DEFAULT_SWITCHES, type BrokerRefusal, type BrokerSwitches } from '../../shared/engineApi';
import { isQos } from '../../shared/model';
import { isRefusal } from '../../shared/reasonCodes';
import { parseSharedFilter, topicFilterFault } from '../../shared/topics';

/** A setting with a whole number, or null where it can be left to the client. */
export interface WholeSwitch {
  readonly kind: 'whole';
  readonly minimum: number;
  readonly maximum: number;
  readonly otherwise: number | null;
}

/** A setting with one of a few values. */
export interface ChoiceSwitch {
  readonly kind: 'choice';
  readonly choices: readonly (string | number | boolean)[];
  readonly otherwise: string | number | boolean;
}

/** Every switch but the refusals, by the name of its setting under qoscope.localBroker. */
export const SWITCHES = {
  maximumQos: { kind: 'choice', choices: [0, 1, 2], otherwise: DEFAULT_SWITCHES.maximumQos },
  receiveMaximum: { kind: 'whole', minimum: 1, maximum: 65_535, otherwise: DEFAULT_SWITCHES.receiveMaximum },
  maximumPacketSize: { kind: 'whole', minimum: 1024, maximum: 268_435_460, otherwise: 16 * 1024 * 1024 },
  sessionExpiryLimit: { kind: 'whole', minimum: 0, maximum: 0xffff_ffff, otherwise: null },
  queueLimit: { kind: 'whole', minimum: 0, maximum: 1_000_000, otherwise: DEFAULT_SWITCHES.queueLimit },
  topicAliasMaximum: { kind: 'whole', minimum: 0, maximum: 65_535, otherwise: DEFAULT_SWITCHES.topicAliasMaximum },
  serverKeepAlive: { kind: 'whole', minimum: 1, maximum: 65_535, otherwise: null },
  overlap: { kind: 'choice', choices: ['one', 'each'], otherwise: DEFAULT_SWITCHES.overlap },
  retain: { kind: 'choice', choices: [true, false], otherwise: DEFAULT_SWITCHES.retain },
} as const satisfies Readonly<Record<string, WholeSwitch | ChoiceSwitch>>;

/** A switch by the name of its setting. */
export type SwitchName = keyof typeof SWITCHES;

/** The names, in the order in which they are shown. */
export const SWITCH_NAMES = Object.keys(SWITCHES) as readonly SwitchName[];

/** The value of a setting as it stands there, by its name under qoscope.localBroker. */
export type SettingValues = (name: string) => unknown;

/** The value that counts: VS Code marks one that is out of range, and hands it over all the same. */
export function switchValue(values: SettingValues, name: SwitchName): string | number | boolean | null {
  const value = values(name);
  const known: WholeSwitch | ChoiceSwitch = SWITCHES[name];
  return allows(known, value) ? value : known.otherwise;
}

/** Whether a switch can have that value. */
export function allows(known: WholeSwitch | ChoiceSwitch, value: unknown): value is string | number | boolean | null {
  if (known.kind === 'choice') return known.choices.some((choice) => choice === value);
  if (value === null) return known.otherwise === null;
  return Number.isInteger(value) && Number(value) >= known.minimum && Number(value) <= known.maximum;
}

/** All switches of the core. */
export function readSwitches(values: SettingValues): BrokerSwitches {
  const whole = (name: SwitchName): number | null => {
    const value = switchValue(values, name);
    return typeof value === 'number' ? value : null;
  };
  const maximumQos = whole('maximumQos');
  return {
    maximumQos: isQos(maximumQos) ? maximumQos : DEFAULT_SWITCHES.maximumQos,
    receiveMaximum: whole('receiveMaximum') ?? DEFAULT_SWITCHES.receiveMaximum,
    sessionExpiryLimit: whole('sessionExpiryLimit'),
    topicAliasMaximum: whole('topicAliasMaximum') ?? DEFAULT_SWITCHES.topicAliasMaximum,
    serverKeepAlive: whole('serverKeepAlive'),
    queueLimit: whole('queueLimit') ?? DEFAULT_SWITCHES.queueLimit,
    overlap: switchValue(values, 'overlap') === 'each' ? 'each' : 'one',
    retain: switchValue(values, 'retain') === true,
    refusals: readRefusals(values('refuse')),
  };
}

/** From `{ "FILTER": "0x87" }`; what is no filter or no code that refuses is left out. */
export function readRefusals(value: unknown): readonly BrokerRefusal[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([filter, code]) => {
    const reasonCode = typeof code === 'string' && /^0x[0-9a-f]{2}$/i.test(code) ? Number(code) : NaN;
    const isFilter = topicFilterFault(filter) === null && parseSharedFilter(filter) === null;
    return isFilter && isRefusal(reasonCode) ? [{ filter, reasonCode }] : [];
  });
}
