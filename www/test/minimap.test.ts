// The picture of a whole run: by what is painted, whatever it is painted on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Track } from '../src/run/track.ts';
import { MINIMAP_PX } from '../src/timeline/brush.ts';
import { drawMinimap } from '../src/timeline/minimap.ts';
import type { Palette } from '../src/timeline/palette.ts';
import { fit } from '../src/timeline/scale.ts';
import { WORDS, written } from './reports.ts';

const WIDTH_PX = 40;
const GUTTER_PX = 10;
/** The runs here take 100 µs. */
const PX_US = 100 / WIDTH_PX;

interface Rect {
  color: string;
  x: number;
  top: number;
  bottom: number;
}

/** What is painted, beside the ground of the rows. */
function painted(tracks: readonly Track[], extentUs: number): { rows: Rect[]; marks: Rect[] } {
  const rects: Rect[] = [];
  const context = {
    fillStyle: '',
    clearRect: () => {},
    fillRect(x: number, y: number, _: number, height: number) {
      rects.push({ color: this.fillStyle, x, top: y, bottom: y + height });
    },
  };
  const palette = { lane: 'ground', muted: 'muted', lines: WORDS.states } as unknown as Palette;
  const c = context as unknown as CanvasRenderingContext2D;
  drawMinimap(c, fit(extentUs, WIDTH_PX), GUTTER_PX, palette, tracks, WORDS.states);
  return {
    rows: rects.filter(({ color }) => color === 'ground'),
    marks: rects.filter(({ color }) => color !== 'ground'),
  };
}

/** One thread of many works for a while, and the others wait. */
function one(threads: number, fromUs: number, toUs: number): Track {
  const names = Array.from({ length: threads }, (_, i) => `t ${i}`);
  const lanes = names.map((name, i) => [
    name,
    [i === 0 ? ['kernel-held', fromUs, toUs] : ['gil-wait', 0, 100, ['kernel', 0]]],
  ]);
  return written('one-lock', Object.fromEntries(lanes), []);
}

test('whatever runs leaves a pixel of its own colour, however many threads and runs there are', () => {
  const run = fc.record({
    threads: fc.constantFrom(1, 2, 64, 1024),
    fromUs: fc.integer({ min: 0, max: 99 }),
    lengthUs: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 8 }), (runs) => {
      const tracks = runs.map(({ threads, fromUs, lengthUs }) =>
        one(threads, fromUs, Math.min(100, fromUs + lengthUs)),
      );
      const { rows, marks } = painted(tracks, 100);
      for (const [i, { fromUs, lengthUs }] of runs.entries()) {
        const row = rows[i] as Rect;
        assert.ok(row.top >= 0 && row.bottom <= MINIMAP_PX && row.bottom - row.top >= 1);
        const mine = marks.filter(({ bottom }) => bottom <= row.bottom && bottom > row.top);
        for (let px = 0; px < WIDTH_PX; px++) {
          const startUs = px * PX_US;
          const works = startUs < Math.min(100, fromUs + lengthUs) && startUs + PX_US > fromUs;
          const here = mine.filter(({ x }) => x === GUTTER_PX + px);
          assert.equal(here.length, works ? 1 : 0, `${px}`);
          for (const { color, top, bottom } of here) {
            assert.equal(color, 'kernel-held');
            assert.ok(bottom - top >= 1 - 1e-9 && top >= row.top - 1e-9 && bottom === Math.round(bottom));
          }
        }
      }
    }),
    { numRuns: 20 },
  );
});

test('where most threads get on, the heights are in proportion', () => {
  const track = written(
    'cpython-3.12',
    {
      a: [['python', 0, 100]],
      b: [['kernel-released', 0, 100]],
      c: [['kernel-released', 0, 100]],
      d: [['io', 0, 100]],
    },
    [],
  );
  const { rows, marks } = painted([track], 100);
  const [row] = rows as [Rect];
  const high = (color: string) => {
    const { top, bottom } = marks.find((rect) => rect.color === color) ?? { top: 0, bottom: 0 };
    return (bottom - top) / (row.bottom - row.top);
  };
  assert.deepEqual(['python', 'kernel-released', 'io'].map(high), [0.25, 0.5, 0]);
});
