/** Questions to the person: a list to pick from and a line to fill in. */

import { QuickInputButtons, window, type QuickInputButton, type QuickPickItem } from 'vscode';

/** What stands around a list. */
export interface PickFrame<Item> {
  readonly title: string;
  readonly placeholder: string;
  /** The item that Enter takes at once. */
  readonly active?: Item | undefined;
  /** A button in the title; pressing it ends the question with "button". */
  readonly button?: QuickInputButton | undefined;
  /** Told of what the person has typed when they take an item. */
  readonly typed?: ((text: string) => void) | undefined;
}

/** Lets the person pick one; undefined where they pick none. */
export function pickOne<Item extends QuickPickItem>(
  items: readonly Item[],
  frame: PickFrame<Item>,
): Promise<Item | 'button' | undefined> {
  const pick = window.createQuickPick<Item>();
  pick.title = frame.title;
  pick.placeholder = frame.placeholder;
  pick.items = items;
  pick.matchOnDescription = true;
  if (frame.active !== undefined) pick.activeItems = [frame.active];
  if (frame.button !== undefined) pick.buttons = [frame.button];
  return new Promise((resolve) => {
    const end = (answer: Item | 'button' | undefined): void => {
      resolve(answer); // the first answer counts: hiding, below, answers again
      pick.hide();
    };
    pick.onDidAccept(() => {
      frame.typed?.(pick.value);
      end(pick.activeItems[0]);
    });
    pick.onDidTriggerButton((button) => {
      if (button !== QuickInputButtons.Back) end('button');
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** A line to fill in. */
export interface LineFrame {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string | undefined;
  /** Not to be seen while it is typed. */
  readonly isSecret?: boolean;
  /** What is wrong with a text, or null. */
  readonly fault?: (text: string) => string | null;
}

/** Lets the person fill in a line; undefined where they leave it. A text with a fault is refused with the reason. */
export async function askLine(frame: LineFrame): Promise<string | undefined> {
  return window.showInputBox({
    title: frame.title,
    prompt: frame.prompt,
    ...(frame.placeholder === undefined ? {} : { placeHolder: frame.placeholder }),
    ...(frame.value === undefined ? {} : { value: frame.value }),
    password: frame.isSecret ?? false,
    ignoreFocusOut: true,
    validateInput: (text) => frame.fault?.(text) ?? null,
  });
}

/** Offers what was used before, and a line for something else, with what was typed so far; with nothing to offer, the line at once. */
export async function askLineOrRecent(
  recent: readonly string[],
  another: string,
  frame: LineFrame,
): Promise<string | undefined> {
  if (recent.length === 0) return askLine(frame);
  const other = { label: another, alwaysShow: true };
  let typed = '';
  const picked = await pickOne([other, ...recent.map((label) => ({ label, alwaysShow: false }))], {
    title: frame.title,
    placeholder: frame.prompt,
    active: other,
    typed: (text) => (typed = text),
  });
  if (picked === undefined || picked === 'button') return undefined;
  return picked === other ? askLine(typed === '' ? frame : { ...frame, value: typed }) : picked.label;
}
