/** A person who chooses files in VS Code's dialogs and presses buttons of its messages, inside the extension host. */

import { window, type SaveDialogOptions, type Uri } from 'vscode';

/** Replaces VS Code's dialog for saving and its messages until `restore`. */
export class ScriptedDialogs {
  private readonly showSaveDialog = window.showSaveDialog;
  private readonly showInformationMessage = window.showInformationMessage;
  private readonly showErrorMessage = window.showErrorMessage;
  /** Where to save; undefined leaves the dialog. */
  file: Uri | undefined;
  /** What each dialog for saving was opened with. */
  readonly asked: SaveDialogOptions[] = [];
  /** The messages, errors too. */
  readonly said: string[] = [];
  /** The buttons of the last message. */
  buttons: readonly string[] = [];

  constructor() {
    window.showSaveDialog = (options) => {
      this.asked.push(options ?? {});
      return Promise.resolve(this.file);
    };
    const say = (text: string, ...buttons: string[]): Promise<undefined> => {
      this.said.push(text);
      this.buttons = buttons;
      return Promise.resolve(undefined);
    };
    window.showInformationMessage = say as unknown as typeof window.showInformationMessage;
    window.showErrorMessage = say as unknown as typeof window.showErrorMessage;
  }

  restore(): void {
    window.showSaveDialog = this.showSaveDialog;
    window.showInformationMessage = this.showInformationMessage;
    window.showErrorMessage = this.showErrorMessage;
  }
}
