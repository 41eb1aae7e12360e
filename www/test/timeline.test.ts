import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GrowingLane } from '../src/lab/live.ts';
import type { LaneSpans } from '../src/run/spans.ts';
import { firstStartingFrom, spanAt } from '../src/run/spans.ts';
import { drawn, gripAt, stretchBetween } from '../src/run/stretch.ts';
import { laneAt, laneTop, ownerAt, ownerTop, rowsFor } from '../src/timeline/layout.ts';
import { rects } from '../src/timeline/runs.ts';
import {
  extend,
  fit,
  isWhole,
  panBy,
  pxToTime,
  reveal,
  type TimeScale,
  timeToPx,
  zoomAbout,
} from '../src/timeline/scale.ts';
import { addTimeByState, STATES } from '../src/timeline/summary.ts';
import { niceStep, tickLabel, ticks } from '../src/timeline/ticks.ts';

const scales: fc.Arbitrary<TimeScale> = fc
  .record({
    extentUs: fc.double({ min: 100, max: 1e9, noNaN: true }),
    widthPx: fc.integer({ min: 50, max: 4000 }),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    factor: fc.double({ min: 1, max: 1e4, noNaN: true }),
  })
  .map(({ extentUs, widthPx, from, factor }) => zoomAbout(fit(extentUs, widthPx), from * widthPx, factor));

const inside = (scale: TimeScale) => {
  const slack = scale.extentUs * 1e-9;
  assert.ok(scale.startUs >= -slack && scale.endUs <= scale.extentUs + slack, JSON.stringify(scale));
  assert.ok(scale.endUs > scale.startUs);
};

test('pixels and times are each other’s inverse', () => {
  fc.assert(
    fc.property(scales, fc.double({ min: 0, max: 1, noNaN: true }), (scale, share) => {
      const px = share * scale.widthPx;
      assert.ok(Math.abs(timeToPx(scale, pxToTime(scale, px)) - px) < 1e-3);
    }),
  );
});

test('zooming in about a point keeps that point', () => {
  fc.assert(
    fc.property(
      scales,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 10, noNaN: true }),
      (scale, share, factor) => {
        const px = share * scale.widthPx;
        const closer = zoomAbout(scale, px, factor);
        const drift = Math.abs(pxToTime(closer, px) - pxToTime(scale, px));
        assert.ok(drift <= scale.extentUs * 1e-9 + 1e-6, `${drift}`);
      },
    ),
  );
});

test('no zoom and no pan leaves the extent', () => {
  fc.assert(
    fc.property(
      scales,
      fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
      (scale, px, factor) => {
        inside(panBy(scale, px));
        inside(zoomAbout(scale, Math.abs(px) % scale.widthPx, factor));
      },
    ),
  );
});

test('panning keeps how much is visible', () => {
  fc.assert(
    fc.property(scales, fc.double({ min: -1e5, max: 1e5, noNaN: true }), (scale, px) => {
      const moved = panBy(scale, px);
      const before = scale.endUs - scale.startUs;
      assert.ok(Math.abs(moved.endUs - moved.startUs - before) <= scale.extentUs * 1e-9);
    }),
  );
});

test('a growing extent keeps the whole in view only while nobody has zoomed', () => {
  const whole = fit(1000, 500);
  assert.ok(isWhole(extend(whole, 5000)));
  const near = zoomAbout(whole, 250, 4);
  const later = extend(near, 5000);
  assert.deepEqual([later.startUs, later.endUs], [near.startUs, near.endUs]);
});

test('revealing a span shows its start, and all of it where it fits', () => {
  fc.assert(
    fc.property(scales, fc.double({ min: 0, max: 0.9, noNaN: true }), (scale, at) => {
      const fromUs = at * scale.extentUs;
      const toUs = fromUs + (scale.endUs - scale.startUs) / 2;
      const shown = reveal(scale, fromUs, Math.min(toUs, scale.extentUs));
      inside(shown);
      const slack = scale.extentUs * 1e-9;
      assert.ok(shown.startUs <= fromUs + slack && shown.endUs >= Math.min(toUs, scale.extentUs) - slack);
    }),
  );
});

test('ticks stand at 1, 2 or 5 times a power of ten, inside the view, at most as many as asked', () => {
  fc.assert(
    fc.property(scales, fc.integer({ min: 1, max: 20 }), (scale, count) => {
      const { stepUs, atUs } = ticks(scale.startUs, scale.endUs, count);
      const lead = Number(stepUs.toExponential(6).split('e')[0]);
      assert.ok(
        [1, 2, 5].some((nice) => Math.abs(lead - nice) < 1e-5),
        `${stepUs}`,
      );
      assert.ok(atUs.length <= count + 1);
      for (const us of atUs)
        assert.ok(us >= scale.startUs - stepUs * 1e-6 && us <= scale.endUs + stepUs * 1e-6);
    }),
  );
});

test('tick labels of one axis differ', () => {
  fc.assert(
    fc.property(scales, (scale) => {
      const { stepUs, atUs } = ticks(scale.startUs, scale.endUs, 10);
      const labels = atUs.map((us) => tickLabel(us, stepUs, scale.endUs));
      assert.equal(new Set(labels).size, labels.length, labels.join(' '));
    }),
  );
});

test('a nice step is never smaller than asked and at most 2.5 times as large', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), (least) => {
      const step = niceStep(least);
      assert.ok(step >= least * (1 - 1e-6) && step <= least * 2.5 * (1 + 1e-6), `${least} ${step}`);
    }),
  );
});

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
  const lane = new GrowingLane('a', 0);
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
