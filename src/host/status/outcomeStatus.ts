/** The status-bar entry that says what became of the message published last. */

import { l10n, StatusBarAlignment, window } from 'vscode';

import { Disposable } from '../dispose';
import type { Outcome } from '../publish/outcome';

const ICONS: Readonly<Record<Outcome['state'], string>> = { complete: 'pass', waiting: 'watch', failed: 'error' };

/** Left of it stands the broker; a click opens the handshake. */
export class OutcomeStatus extends Disposable {
  private readonly item = this.register(window.createStatusBarItem('qoscope.outcome', StatusBarAlignment.Left, 9));
  private shown = 0;

  constructor() {
    super();
    this.item.name = l10n.t('MQTT: Last Message');
  }

  /** Grows with each thing that is shown: who wants to show more can see whether its own still stands. */
  get token(): number {
    return this.shown;
  }

  /** Something is under way. */
  begin(text: string): void {
    this.put('sync~spin', text, text, null);
  }

  /** It has ended, or waits. `delivery` is what a click opens. */
  show(outcome: Outcome, delivery: number | null): void {
    this.put(ICONS[outcome.state], outcome.text, outcome.whole, delivery);
  }

  /** It did not happen; `reason` says why. */
  fail(reason: string): void {
    this.put('error', reason, reason, null);
  }

  private put(icon: string, text: string, whole: string, delivery: number | null): void {
    this.shown += 1;
    this.item.text = `$(${icon}) ${text}`;
    this.item.tooltip = delivery === null ? whole : `${whole}\n${l10n.t('Click to see the handshake.')}`;
    this.item.command =
      delivery === null
        ? undefined
        : { command: 'qoscope.reveal', title: l10n.t('Show Handshake in QoS Page'), arguments: [delivery] };
    this.item.show();
  }
}
