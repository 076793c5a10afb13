/**
 * What a message from the page must look like. The page is the part that draws what strangers sent: nothing that it asks
 * is taken on trust.
 */

import { PAGE_LIMIT, ROW_ORDERS } from '../../shared/engineApi';
import { PAGE_COMMANDS, PAGE_TABS, type PanelRequests } from '../../shared/panelApi';

type Check = (value: unknown) => boolean;

const whole: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const wholeOrNull: Check = (value) => value === null || whole(value);
const limit: Check = (value) => whole(value) && (value as number) >= 1 && (value as number) <= PAGE_LIMIT;
const timeOrNull: Check = (value) => value === null || Number.isFinite(value);
const text: Check = (value) => typeof value === 'string';
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
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

const CHECKS: Readonly<Record<keyof PanelRequests, Check>> = {
  ready: (params) => params === null || params === undefined,
  remember: shaped({ tab: oneOf(PAGE_TABS), delivery: wholeOrNull, filter: text }),
  saveFilters: shaped({ filters: listOf(shaped({ name: text, filter: text })) }),
  copy: shaped({ text }),
  savePicture: shaped({ name: text, format: oneOf(['svg', 'png']), content: (value) => value instanceof Uint8Array }),
  exportTrace: shaped({ filter: text }),
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
    filter: text,
    order: oneOf(ROW_ORDERS),
    descending: (value) => typeof value === 'boolean',
    at: either(shaped({ position: whole }), shaped({ delivery: whole })),
    limit,
  }),
  'trace.flows': shaped({ trace: whole, limit }),
  'trace.rates': shaped({ trace: whole, from: timeOrNull, to: timeOrNull, steps: whole }),
  'trace.findings': shaped({
    trace: whole,
    kind: (value) => value === null || text(value),
    before: wholeOrNull,
    limit,
  }),
};

/** Gives back what the page asked, once it is seen to be well-formed; throws where it is not. */
export function checked<Name extends keyof PanelRequests>(name: Name, params: unknown): PanelRequests[Name]['params'] {
  if (!CHECKS[name](params)) throw new TypeError(`The page asked for "${name}" in a form that is not allowed.`);
  return params as PanelRequests[Name]['params'];
}
