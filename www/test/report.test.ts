import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reportOf } from '../src/run/report.ts';
import type { Columns } from '../src/wasm/protocol.ts';
import { numberOf, WORDS } from './fixtures.ts';

/** Columns with nothing but what happened at the locks. */
function columns(events: [timeUs: number, kind: string][], wallUs: number): Columns {
  return {
    head: { wall_us: wallUs, lanes: [], scenario: { runtime: 'cpython-3.14t', threads: [] } },
    eventTime: Float64Array.from(events, ([timeUs]) => timeUs),
    eventKind: Uint8Array.from(events, ([, kind]) => numberOf(WORDS.events, kind)),
  } as unknown as Columns;
}

function held(events: [number, string][], wallUs: number): [number, number][] {
  const { startUs, endUs } = reportOf(columns(events, wallUs), WORDS).held;
  return Array.from(startUs, (start, i) => [start, endUs[i] as number]);
}

test('the lock is held from a take to its drop, and hand-offs without a gap are one stretch', () => {
  assert.deepEqual(
    held(
      [
        [0, 'take'],
        [1, 'tick'],
        [3, 'drop'],
        [3, 'take'],
        [5, 'drop'],
        [7, 'take'],
      ],
      9,
    ),
    [
      [0, 5],
      [7, 9],
    ],
  );
});

test('with several locks it is the union: nothing overlaps, and no moment with a holder is left out', () => {
  const holding = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }));
  fc.assert(
    fc.property(fc.array(holding, { maxLength: 20 }), (holdings) => {
      const events = holdings
        .flatMap(([from, length]): [number, string][] => [
          [from, 'take'],
          [from + length, 'drop'],
        ])
        .toSorted(([a, kind], [b]) => a - b || (kind === 'take' ? -1 : 1));
      const found = held(events, 100);
      for (let t = 0.5; t < 80; t++) {
        const inside = found.filter(([from, to]) => from < t && t < to).length;
        const anybody = holdings.some(([from, length]) => from < t && t < from + length);
        assert.equal(inside, anybody ? 1 : 0, `at ${t}`);
      }
    }),
  );
});
