/** How a feature joins the extension: activate() walks a list of these and knows none of them. */

import type * as vscode from 'vscode';

import type { Host } from './host';

/** Adds one feature; what it registers goes into `context.subscriptions`. */
export type Contribution = (host: Host, context: vscode.ExtensionContext) => void;
