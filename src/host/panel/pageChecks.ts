/**
 * What a message from the page must look like. The page is the part that draws what strangers sent: nothing that it asks
 * is taken on trust.
 */

import { PAGE_LIMIT, ROW_ORDERS } from '../../shared/engineApi';
import { FINDING_RULES } from '../../shared/findingRules';
import { PAGE_COMMANDS, PAGE_TABS, type PanelRequests } from '../../shared/panelApi';

type Check = (value: unknown) => boolean;

/** Longest filter, in UTF-16 units: a person types some dozens. */
const FILTER_LENGTH = 10_000;

/** Longest name of a filter or a file. */
const NAME_LENGTH = 200;

/** How many filters are kept: VS Code reads them all at each start. */
const SAVED_FILTERS = 200;

/** Longest text for the clipboard, in UTF-16 units: the hex of a payload of 1 MB has room. */
const CLIPBOARD_LENGTH = 8 * 1024 * 1024;

/** Largest picture in bytes. */
const PICTURE_BYTES = 64 * 1024 * 1024;

/** Steps that rates can be asked in. */
const RATE_STEPS = 500;

const nothing: Check = (value) => value === null || value === undefined;
const whole: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const wholeOrNull: Check = (value) => value === null || whole(value);
const from1To =
  (maximum: number): Check =>
  (value) =>
    whole(value) && (value as number) >= 1 && (value as number) <= maximum;
const limit = from1To(PAGE_LIMIT);
const timeOrNull: Check = (value) => value === null || Number.isFinite(value);
const textUpTo =
  (maximum: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= maximum;
const descending: Check = (value) => typeof value === 'boolean';
const filter = textUpTo(FILTER_LENGTH);
const name = textUpTo(NAME_LENGTH);
const picture: Check = (value) => value instanceof Uint8Array && value.length <= PICTURE_BYTES;
const listUpTo =
  (maximum: number, check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length <= maximum && value.every(check);
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value);

/** A check for objects that have exactly these fields. */
function shaped(shape: Readonly<Record<string, Check>>): Check {
  return (params) => {
    if (typeof params !== 'object' || params === null) return false;
    const fields = Object.entries(params);
    return (
      fields.length === Object.keys(shape).length &&
      fields.every(([name, value]) => Object.hasOwn(shape, name) && shape[name]?.(value) === true)
    );
  };
}

const findings = {
  trace: whole,
  kind: (value: unknown) => value === null || oneOf(Object.keys(FINDING_RULES))(value),
  before: wholeOrNull,
  limit,
};

const CHECKS: Readonly<Record<keyof PanelRequests, Check>> = {
  ready: nothing,
  firstRows: nothing,
  remember: shaped({ tab: oneOf(PAGE_TABS), delivery: wholeOrNull, filter, order: oneOf(ROW_ORDERS), descending }),
  saveFilters: shaped({ filters: listUpTo(SAVED_FILTERS, shaped({ name, filter })) }),
  copy: shaped({ text: textUpTo(CLIPBOARD_LENGTH) }),
  savePicture: shaped({ name, format: oneOf(['svg', 'png']), content: picture }),
  exportTrace: shaped({ filter }),
  revealInTree: shaped({ delivery: whole }),
  run: shaped({ command: oneOf(PAGE_COMMANDS) }),
  openMessage: shaped({ delivery: whole }),
  'trace.counts': shaped({ trace: whole }),
  'trace.deliveries': shaped({ trace: whole, before: wholeOrNull, limit }),
  'trace.delivery': shaped({ trace: whole, delivery: whole }),
  'trace.packet': shaped({ trace: whole, packet: whole }),
  'trace.sessions': shaped({ trace: whole }),
  'trace.inFlight': shaped({ trace: whole, limit }),
  'trace.matrix': shaped({ trace: whole }),
  'trace.rows': shaped({
    trace: whole,
    filter,
    order: oneOf(ROW_ORDERS),
    descending,
    at: either(shaped({ position: whole }), shaped({ delivery: whole })),
    limit,
  }),
  'trace.flows': shaped({ trace: whole, limit }),
  'trace.rates': shaped({ trace: whole, from: timeOrNull, to: timeOrNull, steps: from1To(RATE_STEPS) }),
  'trace.findings': either(shaped(findings), shaped({ ...findings, delivery: wholeOrNull })),
};

/** Gives back what the page asked, once it is seen to be well-formed; throws where it is not. */
export function checked<Name extends keyof PanelRequests>(name: Name, params: unknown): PanelRequests[Name]['params'] {
  if (!CHECKS[name](params)) throw new TypeError(`The page asked for "${name}" in a form that is not allowed.`);
  return params as PanelRequests[Name]['params'];
}
