/** The page's entry: says `ready` to the host, draws its frame, and in it what the host answers. A reload is a first load. */

import { firstRows, firstState, host, state } from './firstQuestions'; // first: the host answers while the others are evaluated

import { LIVE_TRACE } from '../src/shared/engineApi';
import { FIRST_PAGE, firstRowsWanted, type PageStart, type PageState } from '../src/shared/panelApi';
import { button, element, icon } from './element';
import { errorInWords, prepareFormats, speak, t } from './l10n';
import { KeptMemory } from './keptMemory';
import { Page, type PageFrame } from './page';
import { painted } from './painted';
import { prepareFonts } from './prepareFonts';
import { WORDS } from './words';

/** After this many milliseconds of silence the page says what it waits for. */
const PATIENCE = 1500;

const root = document.getElementById('root') ?? document.body.appendChild(element('div', { id: 'root' }));
const faults = element('div', { class: 'problem', role: 'alert', hidden: true });
root.before(faults);
window.addEventListener('error', (event) => showFault(event.error ?? event.message));
window.addEventListener('unhandledrejection', (event) => showFault(event.reason));
/** "Try again" asks once more while the first question is still open: the first answer begins the page. */
let begun = false;
let hasToolkit = false;
const start = startIn(root);
const kept = new KeptMemory(state, start?.load ?? '');
if (start === null) speak(document.documentElement.lang, {});
else speakTheirs(start);
const early = start === null ? null : earlyPage(start);
void begin(firstState);
prepareFormats();
if (early === null) prepareFonts(root);

/** What the host wrote into the page's HTML; nothing into that of a capture. */
function startIn({ dataset }: HTMLElement): PageStart | null {
  return dataset.start === undefined ? null : (JSON.parse(dataset.start) as PageStart);
}

/** The page before the host has answered, where its first rows are on their way too: all others begin with an answer. */
function earlyPage({ place, opensWithNewest }: PageStart): Page | null {
  const memory = kept.last ?? (opensWithNewest ? FIRST_PAGE : null);
  if (memory === null || firstRowsWanted(LIVE_TRACE, memory) === null) return null;
  const page = pageOf({ place, ...memory });
  page.stand(root);
  return page;
}

function pageOf(start: PageFrame | PageState): Page {
  // Not the body's: at each change of those the toolkit reads the whole theme again.
  document.documentElement.classList.add(`place-${start.place}`);
  return new Page(host, start, firstRows, kept);
}

function speakTheirs({ language, translations }: Pick<PageStart, 'language' | 'translations'>): void {
  speak(language, translations);
  document.documentElement.lang = language;
}

async function begin(asked: Promise<PageState>): Promise<void> {
  const waiting = setTimeout(() => showWaiting(t(WORDS.waitingForHost)), PATIENCE);
  try {
    const answer = await asked;
    if (begun) return;
    begun = true;
    speakTheirs(answer);
    const page = early ?? pageOf(answer);
    page.stand(root);
    page.begin(answer);
    void addToolkit(page.drawn); // that it cannot be had is said at the page's top, which does not need it to be read
  } catch (error) {
    showWaiting(errorInWords(error));
  } finally {
    clearTimeout(waiting);
  }
}

/**
 * Takes the toolkit in once what is looked at first is `drawn`: to evaluate it, and to draw its elements, takes longer than
 * that. Until then style sheets give its buttons their size.
 */
async function addToolkit(drawn: Promise<void>): Promise<void> {
  await drawn;
  await painted();
  if (hasToolkit) return;
  hasToolkit = true;
  const { registerToolkit } = await import('./toolkit.js');
  registerToolkit();
}

function showWaiting(text: string): void {
  if (begun) return;
  void addToolkit(Promise.resolve());
  root.replaceChildren(
    element(
      'div',
      { class: 'empty' },
      icon('watch'),
      element('p', { role: 'status' }, text),
      button(t(WORDS.tryAgain), () => void begin(host.call('ready', null)), 'primary'),
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
