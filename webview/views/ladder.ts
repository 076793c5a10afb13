/** The sequence of a journey's packets as a drawing. */

import { shortened } from '../../src/shared/shortened';
import { drawing } from '../element';
import { t } from '../l10n';
import { HEAD_HEIGHT, TIME_RIGHT, type Arrow, type Ladder, type Lifeline } from '../ladderLayout';
import { WORDS } from '../words';

/** Characters of a name that keep clear of the times on the left and of the next life line. */
const LONGEST_NAME = 16;
const ARROW_HEAD = 7;

/** Draws the ladder; the arrows of `chosen` are drawn stronger. */
export function drawLadder(ladder: Ladder, chosen: number): SVGSVGElement {
  const names = ladder.lifelines.map(({ name }) => name).join(', ');
  const label = t(WORDS.ladderLabel, { n: ladder.arrows.filter((arrow) => arrow.packet !== null).length, names });
  return drawing(
    'svg',
    {
      class: 'ladder',
      role: 'img',
      'aria-label': label,
      width: ladder.width,
      height: ladder.height,
      viewBox: `0 0 ${ladder.width} ${ladder.height}`,
    },
    drawing('text', { class: 'ladder-unit', x: TIME_RIGHT, y: 17, 'text-anchor': 'end' }, t(WORDS.since)),
    ...ladder.lifelines.map((line) => drawLifeline(line, ladder.height)),
    ...ladder.arrows.map((arrow) => drawArrow(arrow, arrow.delivery === chosen)),
  );
}

function drawLifeline(line: Lifeline, height: number): SVGGElement {
  return drawing(
    'g',
    {},
    drawing('title', {}, line.name),
    drawing('line', { class: 'lifeline', x1: line.x, x2: line.x, y1: HEAD_HEIGHT, y2: height }),
    drawing(
      'text',
      {
        class: line.client === null ? 'lifeline-name broker' : 'lifeline-name',
        x: line.x,
        y: 17,
        'text-anchor': 'middle',
      },
      shortened(line.name, LONGEST_NAME),
    ),
  );
}

function drawArrow(arrow: Arrow, chosen: boolean): SVGGElement {
  const direction = Math.sign(arrow.to - arrow.from);
  const tip = arrow.look === 'dropped' ? arrow.from + (arrow.to - arrow.from) * 0.6 : arrow.to - direction * 2;
  return drawing(
    'g',
    { class: `arrow arrow-${arrow.look}${chosen ? ' chosen' : ''}` },
    drawing('text', { class: 'arrow-time', x: TIME_RIGHT, y: arrow.y + 4, 'text-anchor': 'end' }, arrow.time),
    drawing('line', { class: 'arrow-line', x1: arrow.from, x2: tip, y1: arrow.y, y2: arrow.y }),
    drawing('path', { class: 'arrow-tip', d: tipPath(arrow, tip, direction) }),
    drawing(
      'text',
      { class: 'arrow-label', x: (arrow.from + arrow.to) / 2, y: arrow.y - 5, 'text-anchor': 'middle' },
      arrow.label,
    ),
  );
}

function tipPath({ look, y }: Arrow, tip: number, direction: number): string {
  if (look === 'dropped') return `M${tip - 5},${y - 5} l10,10 m0,-10 l-10,10`;
  const back = tip - direction * ARROW_HEAD;
  return `M${back},${y - 4} L${tip},${y} L${back},${y + 4}`;
}
