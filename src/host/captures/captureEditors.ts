/** The editor of capture files: the QoS page on a trace that was read from one. */

import { window, type CustomReadonlyEditorProvider, type Uri, type WebviewPanel } from 'vscode';

import type { PageMemory } from '../../shared/panelApi';
import { QoScopeError } from '../../shared/sentences';
import type { DeliveryAddress } from '../deliveryAddress';
import { Disposable } from '../dispose';
import { PageHost, type PageParts } from '../panel/pageHost';
import { fillPage } from '../panel/pageHtml';
import { CaptureDocument } from './captureDocument';

/** As package.json contributes it. */
export const CAPTURE_EDITOR = 'qoscope.capture';

interface OpenEditor {
  readonly document: CaptureDocument;
  readonly panel: WebviewPanel;
  readonly host: PageHost;
}

/** All editors of captures in this window. */
export class CaptureEditors extends Disposable implements CustomReadonlyEditorProvider<CaptureDocument> {
  private readonly editors = new Set<OpenEditor>();

  constructor(
    private readonly parts: PageParts,
    private readonly extensionUri: Uri,
  ) {
    super();
    this.register(
      window.registerCustomEditorProvider(CAPTURE_EDITOR, this, { supportsMultipleEditorsPerDocument: true }),
    );
    this.register(parts.engine.onDidChangeProblem((problem) => problem === null && this.reloadAll()));
  }

  /** The capture whose editor has the focus; null where none has. */
  get active(): CaptureDocument | null {
    return [...this.editors].find(({ panel }) => panel.active)?.document ?? null;
  }

  openCustomDocument(uri: Uri): CaptureDocument {
    return new CaptureDocument(uri, this.parts.engine, this.parts.log);
  }

  /** Called by VS Code for each tab; the page itself says what it waits for, and what went wrong. */
  resolveCustomEditor(document: CaptureDocument, panel: WebviewPanel): void {
    const page = {
      webview: panel.webview,
      place: 'editor' as const,
      isLive: false,
      get visible() {
        return panel.visible;
      },
    };
    const host = new PageHost(this.parts, page, document);
    const editor = { document, panel, host };
    const reloading = document.onDidReload(() => fillPage(panel.webview, this.extensionUri, null));
    this.editors.add(editor);
    panel.onDidDispose(() => {
      this.editors.delete(editor);
      reloading.dispose();
      host.dispose();
    });
    fillPage(panel.webview, this.extensionUri, null);
  }

  /** Shows a delivery in the capture's editor. Rejects with trace.deliveryGone or, where no editor has it, trace.unknownTrace. */
  async reveal({ trace, delivery }: DeliveryAddress): Promise<void> {
    const detail = await this.parts.engine.request('trace.delivery', { trace, delivery });
    (await this.show(trace, { tab: 'deliveries', delivery })).reveal(detail);
  }

  /** Shows the deliveries of that capture that the filter leaves. Rejects with trace.unknownTrace where no editor has it. */
  async showFilter(trace: number, filter: string): Promise<void> {
    (await this.show(trace, { tab: 'deliveries', filter })).showFilter(filter);
  }

  /** Brings an editor of that trace to the front; a page that is yet to load opens what is remembered. */
  private async show(trace: number, change: Partial<PageMemory>): Promise<PageHost> {
    const { document, panel, host } = await this.editorOf(trace);
    await document.store.setPage({ ...document.store.page, ...change });
    panel.reveal();
    return host;
  }

  private async editorOf(trace: number): Promise<OpenEditor> {
    for (const editor of this.editors) {
      if ((await editor.document.shown()).trace === trace) return editor;
    }
    throw new QoScopeError('trace.unknownTrace', { trace });
  }

  private reloadAll(): void {
    for (const document of new Set([...this.editors].map((editor) => editor.document))) document.reload();
  }
}
