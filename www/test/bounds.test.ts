// What hostile input cannot do: no canvas too large to be shown, no name too long to be drawn, no text too deep to be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFields } from '../src/question/draft.ts';
import { rowsFor, tilesFor } from '../src/timeline/layout.ts';
import { nameWithin } from '../src/timeline/names.ts';

test('a timeline of any height is drawn on canvases that every browser shows', () => {
  for (const count of [1, 128, 500, 4096]) {
    const { heightPx } = rowsFor({ lanes: Array(count), gils: [] });
    const tiles = tilesFor(heightPx);
    assert.ok(tiles.every((px) => px > 0 && px <= 2048));
    assert.equal(
      tiles.reduce((sum, px) => sum + px, 0),
      heightPx,
    );
  }
});

test('the longest beginning of a name that fits is found without trying every length', () => {
  let measured = 0;
  const context = {
    measureText: (text: string) => {
      measured += 1;
      return { width: 6 * text.length };
    },
  } as unknown as CanvasRenderingContext2D;
  assert.equal(nameWithin(context, 'a rather long name', 60), 'a rather …');
  assert.equal(nameWithin(context, 'short', 60), 'short');
  assert.equal(nameWithin(context, 'nothing fits', 1), 'n…');
  measured = 0;
  assert.equal(nameWithin(context, 'x'.repeat(900_000), 78).length, 13);
  assert.ok(measured < 40, `${measured} measurements`);
});

test('a Scenario that nests without end is refused in a sentence, not by an exhausted stack', () => {
  const deep = `{"threads":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const read = readFields(deep);
  assert.ok(!read.ok && /more than 16 levels deep/.test(read.message));
});
