/**
 * The only file that knows the webview UI toolkit, which is archived upstream: what replaces it is registered here.
 * Its badge, tag and progress ring are left out: they write style attributes, which the page's content security policy
 * forbids.
 */

import './focusProbe';
import { tellLoaded } from './loadProbe';

import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDataGrid,
  vsCodeDataGridCell,
  vsCodeDataGridRow,
  vsCodeLink,
} from '@vscode/webview-ui-toolkit';

/** Makes the `vscode-…` elements that the page uses known to its document. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDataGrid(),
    vsCodeDataGridCell(),
    vsCodeDataGridRow(),
    vsCodeLink(),
  );
  tellLoaded();
}
