/** The sequence of a journey's packets as text for Mermaid, as documents and issue trackers draw it. */

import type { Arrow, Ladder } from './ladderLayout';

const LINES: Readonly<Record<Arrow['look'], string>> = {
  passed: '->>',
  again: '->>',
  refused: '->>',
  dropped: '-x',
  waiting: '--)',
  queued: '--)',
};

/** A sequence diagram with a line for each arrow and each connection that came anew. */
export function mermaidOf(ladder: Ladder): string {
  const places = new Map(ladder.lifelines.map(({ x }, i) => [x, `p${i}`]));
  const participants = ladder.lifelines.map(
    ({ x, name }) => `  participant ${places.get(x) ?? ''} as ${escaped(name)}`,
  );
  const steps = [
    ...ladder.arrows.map((arrow) => ({ y: arrow.y, text: arrowText(arrow, places) })),
    ...ladder.breaks.map(({ x, y, label }) => ({ y, text: `  Note over ${places.get(x) ?? ''}: ${escaped(label)}` })),
  ].sort((a, b) => a.y - b.y);
  return `${['sequenceDiagram', ...participants, ...steps.map(({ text }) => text)].join('\n')}\n`;
}

function arrowText(arrow: Arrow, places: ReadonlyMap<number, string>): string {
  const time = arrow.time === '' ? '' : ` (${arrow.time} ms)`;
  const [from, to] = [places.get(arrow.from) ?? '', places.get(arrow.to) ?? ''];
  return `  ${from}${LINES[arrow.look]}${to}: ${escaped(arrow.label)}${time}`;
}

/** What Mermaid would take for its own, as the entities that it knows; a line break would end the name. */
function escaped(text: string): string {
  return text.replace(/[#;<>]/g, (sign) => `#${sign.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
