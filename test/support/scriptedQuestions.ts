/** A person who answers the questions of src/host/ask.ts, in order, inside VS Code's extension host. */

import assert from 'node:assert/strict';
import { window, type InputBoxOptions, type QuickPick, type QuickPickItem } from 'vscode';

/** What is answered: the row whose label contains the text, a typed line, or nothing (Escape). */
export type Answer = { readonly pick: string } | { readonly type: string } | 'escape';

/** A list or a line as the person saw it: its rows as "label|description", or its prompt. */
export type Question = { readonly title: string; readonly rows: readonly string[] };

/** Replaces VS Code's own questions until `restore`. */
export class ScriptedQuestions {
  readonly asked: Question[] = [];
  private readonly createQuickPick = window.createQuickPick;
  private readonly showInputBox = window.showInputBox;
  private answers: Answer[] = [];

  constructor() {
    window.createQuickPick = (() => this.quickPick()) as unknown as typeof window.createQuickPick;
    window.showInputBox = ((options: InputBoxOptions) => this.line(options)) as typeof window.showInputBox;
  }

  /** Takes the answers to come; after the last one everything is left by Escape. */
  answer(...answers: Answer[]): void {
    this.answers = answers;
  }

  restore(): void {
    window.createQuickPick = this.createQuickPick;
    window.showInputBox = this.showInputBox;
  }

  private quickPick(): QuickPick<QuickPickItem> {
    const accepted: (() => void)[] = [];
    const hidden: (() => void)[] = [];
    const pick = {
      title: '',
      items: [] as readonly QuickPickItem[],
      activeItems: [] as readonly QuickPickItem[],
      onDidAccept: (listener: () => void) => accepted.push(listener),
      onDidTriggerButton: () => undefined,
      onDidHide: (listener: () => void) => hidden.push(listener),
      hide: () => hidden.forEach((listener) => listener()),
      dispose: () => undefined,
      show: () => {
        const answer = this.next(pick.title, pick.items.map(row));
        if (answer === 'escape') {
          pick.hide();
          return;
        }
        assert.ok('pick' in answer, `a line was answered where ${pick.title} asked for a row`);
        pick.activeItems = pick.items.filter(({ label }) => label.includes(answer.pick)).slice(0, 1);
        assert.equal(pick.activeItems.length, 1, `${pick.title} has the row ${answer.pick}`);
        accepted.forEach((listener) => listener());
      },
    };
    return pick as unknown as QuickPick<QuickPickItem>;
  }

  private async line(options: InputBoxOptions): Promise<string | undefined> {
    const answer = this.next(options.title ?? '', [options.prompt ?? '']);
    if (answer === 'escape') return undefined;
    assert.ok('type' in answer, `a row was picked where ${options.title ?? ''} asked for a line`);
    const fault = (await options.validateInput?.(answer.type)) ?? null;
    return fault === null ? answer.type : undefined;
  }

  private next(title: string, rows: readonly string[]): Answer {
    this.asked.push({ title, rows });
    return this.answers.shift() ?? 'escape';
  }
}

function row({ label, description }: QuickPickItem): string {
  return description === undefined ? label : `${label}|${description}`;
}
