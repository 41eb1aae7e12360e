// What a reload brings back is what was there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packed, unpacked } from '../src/page/kept.ts';
import { DEFAULTS } from '../src/question/settings.ts';
import { simulate, VOCABULARY } from './core.ts';

const preset = VOCABULARY.presets[0];
const runs = (preset?.compare ?? []).map((runtime) =>
  simulate(JSON.stringify({ ...preset?.scenario, runtime })),
);
const kept = {
  ran: { ...DEFAULTS, bet: 4, lesson: 'one-lock' },
  planned: runs.map(({ head: { scenario, engine } }) => ({
    scenario,
    engine,
    variant: { runtime: scenario.runtime, n: '64' },
  })),
  titles: runs.map((_, i) => `Run ${i + 1} · “ö”`),
  fromFile: false,
  atMs: 1_700_000_000_123,
  // Two rounds of each, and columns that are views into a larger buffer.
  rounds: runs.map(({ columns }) => [
    columns,
    { ...columns, spanStart: new Float64Array([-1, ...columns.spanStart]).subarray(1) },
  ]),
};

test('runs come back to the last bit, with what they were asked by', async () => {
  assert.ok(runs.length > 1);
  assert.deepEqual(await unpacked(await packed(kept)), kept);
});

test('a text that is cut off or of another kind gives no runs', async () => {
  const text = await packed(kept);
  await assert.rejects(unpacked(text.slice(0, text.length / 2)));
  await assert.rejects(unpacked('no runs at all'));
});
