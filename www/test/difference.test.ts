import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HANDOFF_LOOKS } from '../src/run/handoffs.ts';
import { aheadAt, countUntil, passesOf } from '../src/run/passes.ts';
import type { Track } from '../src/run/track.ts';
import { APART_PX, arrowsIn } from '../src/timeline/arrows.ts';
import { aheadIn } from '../src/timeline/difference.ts';
import { fit, pxToTime, timeToPx, zoomAbout } from '../src/timeline/scale.ts';
import { sidesOf } from '../src/timeline/strip.ts';
import { GOLDEN, runs } from './fixtures.ts';

const times = fc
  .array(fc.double({ min: 0, max: 1000, noNaN: true }), { maxLength: 60 })
  .map((all) => Float64Array.from(all).sort());
const moment = fc.double({ min: -10, max: 1010, noNaN: true });

test('who has come by a time is counted as by looking at each', () => {
  fc.assert(
    fc.property(times, moment, (all, timeUs) => {
      assert.equal(countUntil(all, timeUs), all.filter((one) => one <= timeUs).length);
    }),
  );
});

test('being ahead is the other’s being behind; it begins level and ends at the difference of the totals', () => {
  fc.assert(
    fc.property(times, times, moment, (one, other, timeUs) => {
      assert.equal(aheadAt(one, other, timeUs) + aheadAt(other, one, timeUs), 0);
      assert.equal(aheadAt(one, other, -1), 0);
      assert.equal(aheadAt(one, other, 1001), one.length - other.length);
    }),
  );
});

test('the strip shows the true difference at every pixel, and its largest', () => {
  fc.assert(
    fc.property(times, times, fc.integer({ min: 20, max: 300 }), (one, other, widthPx) => {
      const scale = fit(1000, widthPx);
      const { at, peakPx } = aheadIn([one, other], scale);
      assert.equal(at.length, widthPx);
      at.forEach((ahead, px) => {
        assert.equal(ahead, aheadAt(one, other, pxToTime(scale, px + 1)));
        assert.ok(Math.abs(ahead) <= Math.abs(at[peakPx] as number));
      });
      assert.equal(at.at(-1), one.length - other.length);
    }),
  );
});

test('a run has as many passes as its threads repeat', () => {
  for (const { report } of GOLDEN) {
    const { threads } = report.head.scenario;
    const asked = threads.reduce((sum, { count, repeat }) => sum + count * repeat, 0);
    assert.equal(report.passes.length, asked);
    assert.ok((report.passes.at(-1) ?? 0) <= report.head.wall_us);
  }
  assert.equal(passesOf([]).length, 0);
});

test('an arrow has room around it, every hand-off with room has one, and they are bounded by the pixels', () => {
  fc.assert(
    fc.property(
      runs,
      fc.integer({ min: 40, max: 600 }),
      fc.double({ min: 1, max: 20, noNaN: true }),
      (report, widthPx, closer) => {
        const scale = zoomAbout(fit(report.head.wall_us, widthPx), widthPx / 3, closer);
        for (const handoffs of report.handoffs) {
          const { count, from, to, takenUs, cause } = handoffs;
          const px = Array.from(takenUs.subarray(0, count), (timeUs) => timeToPx(scale, timeUs));
          const room = (i: number) =>
            (px[i] ?? Number.POSITIVE_INFINITY) - (px[i - 1] ?? Number.NEGATIVE_INFINITY);
          const back = (i: number) => from[i] === to[i - 1] && to[i] === from[i - 1];
          const found = arrowsIn(handoffs, scale);
          assert.ok(found.length <= widthPx / APART_PX + 1);
          for (const i of found) {
            assert.ok((px[i] ?? -1) >= -1e-6 && (px[i] ?? 0) <= widthPx + 1e-6, 'in view');
            const after = room(i + 1) < APART_PX - 1e-6 && back(i + 1) ? i + 2 : i + 1;
            assert.ok(room(i) >= APART_PX - 1e-6 && room(after) >= APART_PX - 1e-6, `${i} has no room`);
          }
          for (const [i, at] of px.entries()) {
            const drawn = HANDOFF_LOOKS[cause[i] as number]?.drawn && at > 0 && at < widthPx;
            if (drawn && Math.min(room(i), room(i + 1)) > APART_PX + 1e-6) {
              assert.ok(found.includes(i), `${i} has room`);
            }
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('a hundred thousand hand-offs cost no more than the pixels', () => {
  const count = 100_000;
  const takenUs = Float64Array.from({ length: count }, (_, i) => i * 10);
  const zeros = new Uint32Array(count);
  const all = { count, from: zeros, to: zeros, droppedUs: takenUs, takenUs, cause: new Uint8Array(count) };
  const startMs = performance.now();
  assert.deepEqual(arrowsIn(all, fit(count * 10, 1000)), []);
  assert.ok(performance.now() - startMs < 20);
});

test('the first run is compared with the second, or with the one that the reader names', () => {
  const tracks = ['one', 'two', 'three'].map((title) => ({ title }) as Track);
  const titles = (rival: number, of = tracks) => sidesOf(of, rival)?.map(({ title }) => title);
  assert.deepEqual(titles(1), ['one', 'two'], 'as in the headline');
  assert.deepEqual(titles(2), ['one', 'three']);
  assert.deepEqual(titles(2, tracks.slice(0, 2)), ['one', 'two'], 'a run that is gone is not compared');
  assert.equal(titles(1, tracks.slice(0, 1)), undefined);
});
