/** The page's entry: says `ready` to the host and draws what it answers. A reload is a first load. */

import { connectToHost } from './connection';
import { button, element, icon } from './element';
import { errorInWords, speak, t } from './l10n';
import { Page } from './page';
import { registerToolkit } from './toolkit';
import { WORDS } from './words';

/** After this many milliseconds of silence the page says what it waits for. */
const PATIENCE = 1500;

const root = document.getElementById('root') ?? document.body.appendChild(element('div', { id: 'root' }));
const faults = element('div', { class: 'problem', role: 'alert', hidden: true });
root.before(faults);
const host = connectToHost(showFault);
window.addEventListener('error', (event) => showFault(event.error ?? event.message));
window.addEventListener('unhandledrejection', (event) => showFault(event.reason));
/** "Try again" asks once more while the first question is still open: the first answer makes the page. */
let begun = false;
void begin();
registerToolkit(); // while the host answers

async function begin(): Promise<void> {
  const waiting = setTimeout(() => showWaiting(t(WORDS.waitingForHost)), PATIENCE);
  try {
    const state = await host.call('ready', null);
    if (begun) return;
    begun = true;
    speak(state.language, state.translations);
    document.documentElement.lang = state.language;
    // Not the body's: at each change of those the toolkit reads the whole theme again.
    document.documentElement.classList.add(`place-${state.place}`);
    new Page(host, state, root);
  } catch (error) {
    showWaiting(errorInWords(error));
  } finally {
    clearTimeout(waiting);
  }
}

function showWaiting(text: string): void {
  if (begun) return;
  root.replaceChildren(
    element(
      'div',
      { class: 'empty' },
      icon('watch'),
      element('p', { role: 'status' }, text),
      button(t(WORDS.tryAgain), () => void begin(), 'primary'),
    ),
  );
}

/** A fault of the page itself: said at its top, never swallowed. */
function showFault(fault: unknown): void {
  faults.replaceChildren(
    icon('bug', 'bad'),
    element('span', { class: 'problem-text' }, t(WORDS.pageFault, { cause: errorInWords(fault) })),
    button(t(WORDS.dismiss), () => (faults.hidden = true)),
  );
  faults.hidden = false;
}
