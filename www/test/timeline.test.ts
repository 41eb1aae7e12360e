import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GrowingLane } from '../src/lab/live.ts';
import type { LaneSpans } from '../src/run/spans.ts';
import { firstStartingFrom, spanAt } from '../src/run/spans.ts';
import { drawn, gripAt, stretchBetween } from '../src/run/stretch.ts';
import { laneAt, laneTop, ownerAt, ownerTop, rowsFor } from '../src/timeline/layout.ts';
import { rects } from '../src/timeline/runs.ts';
import { fit, timeToPx, zoomAbout } from '../src/timeline/scale.ts';
import { addTimeByState, STATES } from '../src/timeline/summary.ts';

/** Spans of one lane from lengths, back to back. */
function laneOf(lengths: number[], states: number[]): LaneSpans {
  const startUs = new Float64Array(lengths.length);
  const endUs = new Float64Array(lengths.length);
  let atUs = 0;
  lengths.forEach((length, i) => {
    startUs[i] = atUs;
    atUs += length;
    endUs[i] = atUs;
  });
  const zeros = new Uint32Array(lengths.length);
  return {
    name: 'a',
    thread: 0,
    count: lengths.length,
    startUs,
    endUs,
    state: Uint8Array.from(states),
    op: zeros,
    rep: zeros,
    holder: null,
    cause: null,
  };
}

const lanes = fc
  .array(fc.tuple(fc.double({ min: 0.01, max: 500, noNaN: true }), fc.integer({ min: 0, max: 6 })), {
    minLength: 1,
    maxLength: 300,
  })
  .map((pairs) =>
    laneOf(
      pairs.map(([length]) => length),
      pairs.map(([, state]) => state),
    ),
  );
const parts = fc.double({ min: 0, max: 1, noNaN: true });

/** A view of a lane at some place, some way in. */
const viewOf = (lane: LaneSpans, widthPx: number, at: number, factor: number) =>
  zoomAbout(fit(lane.endUs[lane.count - 1] as number, widthPx), at * widthPx, factor);

test('rectangles stand for every span in view once, in order, and those as wide as a pixel for one span alone', () => {
  fc.assert(
    fc.property(
      lanes,
      fc.integer({ min: 10, max: 500 }),
      parts,
      fc.double({ min: 1, max: 50, noNaN: true }),
      (lane, widthPx, at, factor) => {
        const scale = viewOf(lane, widthPx, at, factor);
        const found = rects(lane, scale, Number.POSITIVE_INFINITY);
        const inView = Array.from({ length: lane.count }, (_, i) => i).filter(
          (i) => (lane.endUs[i] as number) > scale.startUs && (lane.startUs[i] as number) < scale.endUs,
        );
        assert.deepEqual(
          found.flatMap(({ span, spans }) => Array.from({ length: spans }, (_, i) => span + i)),
          inView,
        );
        for (const { fromPx, toPx, span, spans, thin, state } of found) {
          assert.ok(fromPx >= 0 && toPx > fromPx && toPx <= widthPx + 1);
          if (thin) continue;
          assert.deepEqual([spans, state], [1, lane.state[span]]);
          assert.ok(Math.abs(fromPx - Math.max(0, timeToPx(scale, lane.startUs[span] as number))) < 1e-6);
        }
      },
    ),
  );
});

test('a column of thin spans shows the state that most of those starting in it fill, as a walk over them finds', () => {
  fc.assert(
    fc.property(
      lanes,
      fc.integer({ min: 10, max: 80 }),
      parts,
      fc.double({ min: 1, max: 8, noNaN: true }),
      fc.integer({ min: 1, max: 3 }),
      (lane, widthPx, at, factor, columnPx) => {
        const scale = viewOf(lane, widthPx, at, factor);
        for (const rect of rects(lane, scale, Number.POSITIVE_INFINITY, columnPx)) {
          if (!rect.thin) continue;
          const columns = new Map<number, number[]>();
          for (let i = rect.span; i < rect.span + rect.spans; i++) {
            const fromPx = Math.max(0, timeToPx(scale, lane.startUs[i] as number));
            const toPx = Math.min(widthPx, timeToPx(scale, lane.endUs[i] as number));
            assert.ok(toPx - fromPx < columnPx + 1e-6, 'a wide span is never lost among thin ones');
            const share = columns.get(Math.floor(fromPx / columnPx)) ?? Array(7).fill(0);
            share[lane.state[i] as number] += toPx - fromPx;
            columns.set(Math.floor(fromPx / columnPx), share);
          }
          for (const share of columns.values()) {
            assert.ok((share[rect.state] ?? 0) >= Math.max(...share) - 1e-6, `${rect.state} of ${share}`);
          }
          assert.equal(columns.size * columnPx, rect.toPx - rect.fromPx);
        }
      },
    ),
  );
});

test('the time in each state of any stretch is what a walk over the spans finds', () => {
  fc.assert(
    fc.property(lanes, parts, parts, parts, (lane, one, other, now) => {
      const endUs = lane.endUs[lane.count - 1] as number;
      const [fromUs, toUs] = stretchBetween(one * endUs, other * endUs);
      const nowUs = now * endUs;
      const found = new Float64Array(STATES);
      addTimeByState(lane, fromUs, toUs, nowUs, found);
      const wanted = Array(STATES).fill(0);
      for (let i = 0; i < lane.count; i++) {
        const untilUs = Math.min(lane.endUs[i] as number, toUs, nowUs);
        wanted[lane.state[i] as number] += Math.max(0, untilUs - Math.max(lane.startUs[i] as number, fromUs));
      }
      for (const [state, us] of wanted.entries()) {
        assert.ok(Math.abs((found[state] as number) - us) < 1e-6, `${state}: ${found[state]} for ${us}`);
      }
    }),
  );
});

test('a lane that grows is summed up as it comes in', () => {
  const lane = new GrowingLane({ name: 'a', thread: 0, index: 0 }, { end: 15 });
  for (let i = 0; i < 100; i++) {
    lane.record(i * 10, i % 3, 0, 0);
    const found = new Float64Array(STATES);
    addTimeByState(lane, 0, 1e9, i * 10 + 5, found);
    assert.equal(
      found.reduce((sum, us) => sum + us, 0),
      i * 10 + 5,
    );
  }
});

test('the first span from a time on is found from anywhere before it', () => {
  fc.assert(
    fc.property(lanes, parts, fc.nat(300), (lane, at, from) => {
      const timeUs = at * (lane.endUs[lane.count - 1] as number);
      const starts = [...lane.startUs];
      const wanted = starts.findIndex((startUs, i) => i >= from && startUs >= timeUs);
      assert.equal(
        firstStartingFrom(lane, timeUs, Math.min(from, lane.count)),
        wanted < 0 ? lane.count : wanted,
      );
    }),
  );
});

test('the brush is taken where it is touched, and no edge passes the other', () => {
  assert.deepEqual(
    [80, 95, 102, 150, 199, 205, 230].map((px) => gripAt(px, 100, 200)),
    ['jump', 'from', 'from', 'move', 'to', 'to', 'jump'],
  );
  assert.deepEqual(
    [99, 100.5, 102].map((px) => gripAt(px, 100, 101)),
    ['from', 'move', 'to'],
  );
  assert.deepEqual(drawn([100, 200], 'from', 500, 20), [180, 200]);
  assert.deepEqual(drawn([100, 200], 'from', -500, 20), [0, 200]);
  assert.deepEqual(drawn([100, 200], 'to', -500, 20), [100, 120]);
  assert.deepEqual(drawn([100, 200], 'move', 50, 20), [150, 250]);
});

test('a hundred thousand spans become at most two rectangles a pixel, and once summed up few of them are read', () => {
  const count = 100_000;
  const lane = laneOf(
    Array(count).fill(10),
    Array.from({ length: count }, (_, i) => i % 4),
  );
  const whole = fit(count * 10, 1000);
  assert.ok(rects(lane, whole, count * 10).length <= 2000);
  let reads = 0;
  const { state } = lane;
  lane.state = new Proxy(state, {
    get: (target, key) => {
      reads += 1;
      return Reflect.get(target, key);
    },
  });
  rects(lane, whole, count * 10);
  assert.ok(reads <= 40 * whole.widthPx, `${reads}`);
});

test('the span at a time is the one that holds it', () => {
  const lane = laneOf([5, 10, 1], [0, 1, 2]);
  assert.deepEqual(
    [0, 4.9, 5, 14.9, 15.5].map((us) => spanAt(lane, us)),
    [0, 0, 1, 1, 2],
  );
  assert.equal(spanAt(lane, 16), -1);
});

test('rows never overlap, and a height finds its lane', () => {
  const cases = [1, 4, 8, 20, 100, 1000].flatMap((count) =>
    [0, 1, 2, 4, 5].map((locks) => [count, locks] as const),
  );
  for (const [count, locks] of cases) {
    const rows = rowsFor({ lanes: Array(count), gils: Array(locks) });
    assert.equal(rows.ownerCount, locks === 0 || locks === 5 ? 1 : locks);
    for (let owner = 0; owner < rows.ownerCount; owner++) {
      const middlePx = ownerTop(rows, owner) + rows.ownerPx / 2;
      assert.deepEqual([ownerAt(rows, middlePx), laneAt(rows, middlePx)], [owner, -1]);
    }
    assert.equal(ownerAt(rows, laneTop(rows, 0)), -1);
    for (let lane = 0; lane < count; lane++) {
      assert.equal(laneAt(rows, laneTop(rows, lane) + rows.lanePx / 2), lane);
      assert.equal(laneAt(rows, laneTop(rows, lane) + rows.lanePx + rows.gapPx / 2), -1);
    }
    assert.ok(ownerTop(rows, rows.ownerCount - 1) + rows.ownerPx <= laneTop(rows, 0));
    assert.ok(laneTop(rows, count - 1) + rows.lanePx <= rows.heightPx);
  }
});
