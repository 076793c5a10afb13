import assert from 'node:assert/strict';

import type { Packet } from '../../../src/shared/model';
import { layOutLadder, type Leg } from '../../../webview/ladder/ladderLayout';
import { mermaidOf } from '../../../webview/ladder/mermaid';
import { shapesOf, svgOf, type Palette } from '../../../webview/ladder/picture';
import { delivery, packetsOf } from '../../ui/support/fakeTrace';

const PALETTE: Palette = {
  background: '#fff',
  text: '#111',
  faint: '#222',
  line: '#333',
  waiting: '#444',
  queued: '#555',
  bad: '#666',
};

const published = delivery(1, { packetId: 12, start: 0 });

function leg(row = published, change: (packet: Packet, i: number) => Packet = (packet) => packet): Leg {
  return { delivery: row, packets: packetsOf(row).map(change) };
}

/** The client connected again between PUBREC and PUBREL. */
const reconnected = leg(published, (packet, i) => ({ ...packet, wire: i < 2 ? 1 : 4 }));

describe('a ladder with what happened on its way', () => {
  it('is cut where a client went on over another connection, and nowhere else', () => {
    const { breaks, arrows, lifelines } = layOutLadder([reconnected]);
    assert.deepEqual(
      breaks.map(({ x, label }) => [x, label]),
      [[lifelines[0]?.x, 'ctrl connected again']],
    );
    const y = breaks[0]?.y ?? 0;
    assert.ok((arrows[1]?.y ?? 0) < y && y < (arrows[2]?.y ?? 0), 'between PUBREC and PUBREL');
    assert.equal(layOutLadder([leg()]).breaks.length, 0);
  });

  it('has findings at the packets that they name', () => {
    const second = packetsOf(published)[1]?.n ?? 0;
    const { arrows } = layOutLadder([leg()], 0, { now: 0, findings: new Map([[second, 2]]) });
    assert.deepEqual(
      arrows.map(({ findings }) => findings),
      [0, 2, 0, 0],
    );
  });

  it('lets what is waited for come nearer with time, and never arrive', () => {
    const open = delivery(1, { state: 'open', missing: 'PUBREL', ms: null, start: 0 });
    const reach = (now: number) => layOutLadder([leg(open)], 0, { now, findings: new Map() }).arrows.at(-1)?.reach ?? 0;
    const reaches = [10, 1000, 60_000, 1e9].map(reach);
    assert.deepEqual(
      reaches,
      [...reaches].sort((a, b) => a - b),
    );
    assert.ok((reaches[0] ?? 0) > 0 && (reaches[3] ?? 1) < 1);
    const label = layOutLadder([leg(open)], 0, { now: 3000, findings: new Map() }).arrows.at(-1)?.label;
    assert.equal(label, 'waiting for PUBREL · 3.0 s');
  });

  it('shows a repeat otherwise than a first packet', () => {
    const repeat = leg(published, (packet, i) => ({ ...packet, dup: i === 0 }));
    assert.equal(layOutLadder([repeat]).arrows[0]?.look, 'again');
  });
});

describe('a ladder on its way out', () => {
  it('is a sequence diagram for Mermaid, in the order of the log', () => {
    assert.equal(
      mermaidOf(layOutLadder([reconnected])),
      [
        'sequenceDiagram',
        '  participant p0 as ctrl',
        '  participant p1 as broker',
        '  p0->>p1: PUBLISH 12 · QoS 2 (0 ms)',
        '  p1->>p0: PUBREC 12 (+0.47 ms)',
        '  Note over p0: ctrl connected again',
        '  p0->>p1: PUBREL 12 (+0.94 ms)',
        '  p1->>p0: PUBCOMP 12 (+1.41 ms)',
        '',
      ].join('\n'),
    );
  });

  it('gives Mermaid no name that it takes for its own', () => {
    const odd = delivery(1, { client: 'a;b #1\n<end>', qos: 0, start: 0 });
    assert.match(mermaidOf(layOutLadder([leg(odd)])), /participant p0 as a#59;b #35;1 #60;end#62;\n/);
  });

  it('is a picture that marks what the findings name, and nothing else', () => {
    const second = packetsOf(published)[1]?.n ?? 0;
    const marks = (findings: ReadonlyMap<number, number>): number => {
      const shapes = shapesOf(layOutLadder([leg()], 0, { now: 0, findings }), PALETTE);
      return shapes.filter((shape) => shape.kind === 'path' && shape.colour === PALETTE.waiting).length;
    };
    assert.deepEqual([marks(new Map()), marks(new Map([[second, 2]]))], [0, 1]);
  });

  it('is an SVG with every label, its lines in the colours of the theme and no style sheet', () => {
    const open = delivery(1, { state: 'open', missing: 'PUBREL', ms: null, start: 0, client: 'a<b&"c"' });
    const ladder = layOutLadder([leg(open)]);
    const svg = svgOf(ladder, shapesOf(ladder, PALETTE), PALETTE.background);
    assert.match(svg, new RegExp(`width="${ladder.width}" height="${ladder.height}"`));
    assert.match(svg, />waiting for PUBREL</);
    assert.match(svg, />a&#60;b&#38;&#34;c&#34;</);
    assert.match(svg, /stroke="#444"[^>]*stroke-dasharray/);
    assert.doesNotMatch(svg, /class=|style=|a<b/);
  });
});
