/** The ladder as a picture of its own, SVG or PNG: with the colours of the present theme and no style sheet. */

import { shortened } from '../../src/shared/shortened';
import { t } from '../l10n';
import { WORDS } from '../words';
import { FINDING_SIGN, findingMark, LONGEST_NAME, tipOf, tipPath } from './ladder';
import { HEAD_HEIGHT, TIME_RIGHT, type Arrow, type Ladder } from './ladderLayout';

/** The colours of a picture. */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly waiting: string;
  readonly queued: string;
  readonly bad: string;
}

/** A part of a picture. Paths are SVG's. */
export type Shape =
  | {
      readonly kind: 'path';
      readonly d: string;
      readonly colour: string;
      readonly width: number;
      readonly dash: readonly number[];
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly colour: string;
      readonly anchor: 'middle' | 'end';
      readonly weight: 400 | 600;
    };

const FONT = 'system-ui, sans-serif';
const FONT_SIZE = 11;

/** The colours that the page has now. */
export function presentPalette(): Palette {
  const style = getComputedStyle(document.body);
  const colour = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const text = colour('foreground', '#000000');
  return {
    background: style.backgroundColor,
    text,
    faint: colour('descriptionForeground', text),
    line: colour('editorIndentGuide-activeBackground1', text),
    waiting: colour('charts-yellow', text),
    queued: colour('charts-blue', text),
    bad: colour('charts-red', text),
  };
}

/** All parts of the picture, in the order in which they are drawn. */
export function shapesOf(ladder: Ladder, palette: Palette): readonly Shape[] {
  const { lifelines, arrows, breaks, height } = ladder;
  return [
    words(TIME_RIGHT, 17, t(WORDS.since), palette.faint, 'end'),
    ...lifelines.flatMap(({ x, name }) => [
      stroke(`M${x},${HEAD_HEIGHT} L${x},${height}`, palette.line),
      words(x, 17, shortened(name, LONGEST_NAME), palette.text, 'middle', 600),
    ]),
    ...breaks.flatMap(({ x, y, label }) => [
      stroke(`M${x - 8},${y - 2} l16,-6 M${x - 8},${y + 4} l16,-6`, palette.text),
      words(x, y - 12, label, palette.faint, 'middle'),
    ]),
    ...arrows.flatMap((arrow) => arrowShapes(arrow, palette)),
  ];
}

/** The picture as an SVG document. */
export function svgOf({ width, height }: Ladder, shapes: readonly Shape[], background: string): string {
  const parts = shapes.map((shape) => {
    if (shape.kind === 'text') {
      const { x, y, colour, anchor, weight, text } = shape;
      return `<text x="${x}" y="${y}" fill="${xml(colour)}" text-anchor="${anchor}" font-weight="${weight}">${xml(text)}</text>`;
    }
    const dash = shape.dash.length === 0 ? '' : ` stroke-dasharray="${shape.dash.join(' ')}"`;
    return `<path d="${shape.d}" stroke="${xml(shape.colour)}" stroke-width="${shape.width}" fill="none"${dash}/>`;
  });
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const ground = `<rect width="${width}" height="${height}" fill="${xml(background)}"/>`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONT}" font-size="${FONT_SIZE}">`;
  return `${open}\n${[ground, ...parts].join('\n')}\n</svg>\n`;
}

/** The picture as a PNG with two pixels for one. Rejects where the browser cannot make one of that size. */
export async function pngOf(ladder: Ladder, shapes: readonly Shape[], background: string): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(ladder.width * 2, ladder.height * 2);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error(t(WORDS.noPicture));
  context.scale(2, 2);
  context.fillStyle = background;
  context.fillRect(0, 0, ladder.width, ladder.height);
  for (const shape of shapes) paint(context, shape);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}

function paint(context: OffscreenCanvasRenderingContext2D, shape: Shape): void {
  if (shape.kind === 'text') {
    context.font = `${shape.weight} ${FONT_SIZE}px ${FONT}`;
    context.textAlign = shape.anchor === 'middle' ? 'center' : 'right';
    context.fillStyle = shape.colour;
    context.fillText(shape.text, shape.x, shape.y);
    return;
  }
  context.strokeStyle = shape.colour;
  context.lineWidth = shape.width;
  context.setLineDash([...shape.dash]);
  context.stroke(new Path2D(shape.d));
}

function arrowShapes(arrow: Arrow, palette: Palette): readonly Shape[] {
  const colours = { waiting: palette.waiting, queued: palette.queued, refused: palette.bad, dropped: palette.bad };
  const colour = arrow.look === 'passed' || arrow.look === 'again' ? palette.text : colours[arrow.look];
  const dash = arrow.packet === null ? [4, 4] : [];
  return [
    words(TIME_RIGHT, arrow.y + 4, arrow.time, palette.faint, 'end'),
    stroke(`M${arrow.from},${arrow.y} L${tipOf(arrow)},${arrow.y}`, colour, dash),
    stroke(tipPath(arrow), colour),
    words((arrow.from + arrow.to) / 2, arrow.y - 5, arrow.label, palette.text, 'middle'),
    ...(arrow.findings === 0 ? [] : findingShapes(arrow, palette)),
  ];
}

/** The mark as the page draws it: a triangle with its sign. */
function findingShapes(arrow: Arrow, { waiting, text }: Palette): readonly Shape[] {
  const { path, x, y } = findingMark(arrow);
  return [stroke(path, waiting), words(x, y, FINDING_SIGN, text, 'middle', 600)];
}

function stroke(d: string, colour: string, dash: readonly number[] = []): Shape {
  return { kind: 'path', d, colour, width: 1.2, dash };
}

function words(
  x: number,
  y: number,
  text: string,
  colour: string,
  anchor: 'middle' | 'end',
  weight: 400 | 600 = 400,
): Shape {
  return { kind: 'text', x, y, text, colour, anchor, weight };
}

function xml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
