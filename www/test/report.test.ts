import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { read } from './fixtures.ts';

type Stretch = [fromUs: number, toUs: number];

/** When anybody holds a lock, where lane by lane these are the holdings; each lane has an interpreter of its own. */
function held(lanes: Stretch[][], wallUs: number): Stretch[] {
  const { startUs, endUs } = read({
    scenario: {
      runtime: 'subinterpreters',
      threads: lanes.map((_, interpreter) => ({ name: `t ${interpreter}`, interpreter })),
    },
    lanes: lanes.map((_, thread) => ({
      name: `t ${thread}`,
      thread,
      spans: [{ state: 'python', start_us: 0, end_us: wallUs }],
    })),
    events: lanes
      .flatMap((holdings, lane) =>
        holdings.flatMap(([from, to]) => [
          { t_us: from, lane, kind: 'take' },
          ...(to < wallUs ? [{ t_us: to, lane, kind: 'drop' }] : []),
        ]),
      )
      .toSorted((a, b) => a.t_us - b.t_us),
  }).held;
  return Array.from(startUs, (start, i) => [start, endUs[i] as number]);
}

test('the lock is held from a take to its drop or to the end, and hand-offs without a gap are one stretch', () => {
  const first: Stretch[] = [
    [0, 3],
    [3, 5],
    [7, 9],
  ];
  assert.deepEqual(held([first], 9), [
    [0, 5],
    [7, 9],
  ]);
});

test('with several locks it is the union: nothing overlaps, and no moment with a holder is left out', () => {
  const holding = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }));
  fc.assert(
    fc.property(fc.array(holding, { minLength: 1, maxLength: 20 }), (holdings) => {
      const found = held(
        holdings.map(([from, length]) => [[from, from + length]]),
        100,
      );
      for (let t = 0.5; t < 80; t++) {
        const inside = found.filter(([from, to]) => from < t && t < to).length;
        const anybody = holdings.some(([from, length]) => from < t && t < from + length);
        assert.equal(inside, anybody ? 1 : 0, `at ${t}`);
      }
    }),
  );
});
