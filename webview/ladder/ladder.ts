/** The sequence of a journey's packets as a drawing whose packets can be walked and chosen. */

import { shortened } from '../../src/shared/shortened';
import { drawing, type Attributes } from '../element';
import { counted, t } from '../l10n';
import { WORDS } from '../words';
import { HEAD_HEIGHT, STEP, TIME_RIGHT, type Arrow, type Break, type Ladder, type Lifeline } from './ladderLayout';

/** Characters of a name that keep clear of the times on the left and of the next life line. */
export const LONGEST_NAME = 16;
const ARROW_HEAD = 7;

/** What stands out in a drawing. */
export interface Standing {
  /** The delivery whose arrows are drawn stronger. */
  readonly delivery: number;
  /** The packet that is chosen, or null. */
  readonly packet: number | null;
  /** From the drawing's own pixels to those of the screen. */
  readonly zoom: number;
}

/** Draws the ladder. Each packet is an option, for the list that the drawing stands in. */
export function drawLadder(ladder: Ladder, standing: Standing): SVGSVGElement {
  const { width, height } = ladder;
  const unit = { class: 'ladder-unit', x: TIME_RIGHT, y: 17, 'text-anchor': 'end' };
  return drawing(
    'svg',
    {
      class: 'ladder',
      role: 'presentation',
      width: Math.round(width * standing.zoom),
      height: Math.round(height * standing.zoom),
      viewBox: `0 0 ${width} ${height}`,
    },
    drawing(
      'g',
      { 'aria-hidden': 'true' },
      drawing('text', unit, t(WORDS.since)),
      ...ladder.lifelines.map((line) => drawLifeline(line, height)),
      ...ladder.breaks.map(drawBreak),
    ),
    ...ladder.arrows.map((arrow) => drawArrow(arrow, ladder, standing)),
  );
}

/** Id of the node of a packet's arrow. */
export function arrowId(packet: number): string {
  return `arrow-${packet}`;
}

/** Where the arrow's tip is. */
export function tipOf(arrow: Arrow): number {
  if (arrow.look === 'dropped') return arrow.from + (arrow.to - arrow.from) * 0.6;
  if (arrow.reach < 1) return arrow.from + (arrow.to - arrow.from) * arrow.reach;
  return arrow.to - Math.sign(arrow.to - arrow.from) * 2;
}

/** An arrow's head, or a cross where the packet was dropped, as an SVG path. */
export function tipPath(arrow: Arrow): string {
  const [tip, y] = [tipOf(arrow), arrow.y];
  if (arrow.look === 'dropped') return `M${tip - 5},${y - 5} l10,10 m0,-10 l-10,10`;
  const back = tip - Math.sign(arrow.to - arrow.from) * ARROW_HEAD;
  return `M${back},${y - 4} L${tip},${y} L${back},${y + 4}`;
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

/** The life line is cut by two strokes; the words stand above them, clear of the next packet's. */
function drawBreak({ x, y, label }: Break): SVGGElement {
  return drawing(
    'g',
    { class: 'ladder-break' },
    drawing('path', { d: `M${x - 8},${y - 2} l16,-6 M${x - 8},${y + 4} l16,-6` }),
    drawing('text', { x, y: y - 12, 'text-anchor': 'middle' }, label),
  );
}

function drawArrow(arrow: Arrow, ladder: Ladder, standing: Standing): SVGGElement {
  const { packet, y } = arrow;
  const isChosen = packet !== null && packet === standing.packet;
  const classes = `arrow arrow-${arrow.look}${arrow.delivery === standing.delivery ? ' chosen' : ''}${isChosen ? ' at' : ''}`;
  const named: Attributes =
    packet === null
      ? { 'aria-hidden': 'true' }
      : {
          role: 'option',
          id: arrowId(packet),
          'data-packet': packet,
          'aria-selected': String(isChosen),
        };
  return drawing(
    'g',
    { class: classes, ...named },
    drawing('title', {}, arrowWords(arrow, ladder)),
    drawing('rect', {
      class: 'arrow-field',
      x: 4,
      y: y - STEP / 2 - 2,
      width: ladder.width - 8,
      height: STEP - 2,
      rx: 2,
    }),
    drawing('text', { class: 'arrow-time', x: TIME_RIGHT, y: y + 4, 'text-anchor': 'end' }, arrow.time),
    drawing('line', { class: 'arrow-line', x1: arrow.from, x2: tipOf(arrow), y1: y, y2: y }),
    drawing('path', { class: 'arrow-tip', d: tipPath(arrow) }),
    drawing(
      'text',
      { class: 'arrow-label', x: (arrow.from + arrow.to) / 2, y: y - 5, 'text-anchor': 'middle' },
      arrow.label,
    ),
    arrow.findings === 0 ? null : drawFinding(arrow),
  );
}

/** What stands in the mark of a finding. */
export const FINDING_SIGN = '!';

/** A warning triangle below the end where the arrow begins, as an SVG path, and where its sign stands. */
export function findingMark({ from, to, y }: Arrow): { readonly path: string; readonly x: number; readonly y: number } {
  const x = from + Math.sign(to - from) * 12;
  return { path: `M${x},${y + 2} l6,10 h-12 z`, x, y: y + 10.6 };
}

function drawFinding(arrow: Arrow): SVGGElement {
  const { path, x, y } = findingMark(arrow);
  return drawing(
    'g',
    { class: 'arrow-finding' },
    drawing('path', { d: path }),
    drawing('text', { x, y, 'text-anchor': 'middle' }, FINDING_SIGN),
  );
}

/** "PUBLISH 12 · QoS 2, ctrl → broker, +0.47 ms". */
function arrowWords(arrow: Arrow, { lifelines }: Ladder): string {
  const name = (x: number): string => lifelines.find((line) => line.x === x)?.name ?? '';
  const route = t(WORDS.toDirection, { from: name(arrow.from), to: name(arrow.to) });
  const found = arrow.findings === 0 ? '' : `, ${counted(arrow.findings, WORDS.findingsOne, WORDS.findingsMany)}`;
  const time = arrow.time === '' ? '' : `, ${t(WORDS.milliseconds, { n: arrow.time })}`;
  return `${arrow.label}, ${route}${time}${found}`;
}
