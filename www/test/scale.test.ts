import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
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
