/**
 * What the page asks before the rest of its code is evaluated: the host answers meanwhile. So this module is the first
 * that the page's entry imports, and imports little itself.
 */

import type { FirstRows } from '../src/shared/panelApi';
import { connectToHost, type PostApi } from './connection';
import type { StateApi } from './keptMemory';

/** What VS Code hands to a page, once. */
declare function acquireVsCodeApi(): PostApi & StateApi;

const api = acquireVsCodeApi();

/** Where the page keeps what is open. */
export const state: StateApi = api;

/** The page's connection to its host. What no request can be told of is reported as an error of the page. */
export const host = connectToHost(api, reportError);

/** The page's state, asked for the first time. */
export const firstState = host.call('ready', null);

/** The rows that a page shows first, or null where there are none to give; a refusal is one too, since they can be pulled. */
export const firstRows: Promise<FirstRows | null> = host.call('firstRows', null).catch(() => null);

// Asked for now, the icons' font is there when the first of them is drawn: all of them would be laid out anew for it.
document.fonts.load('16px codicon').catch(reportError);
