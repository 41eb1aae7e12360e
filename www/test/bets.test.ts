import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Axis,
  apart,
  isClose,
  positionOf,
  read,
  STEPS,
  shown,
  valueAt,
  verdict,
} from '../src/lessons/catalogue/bet.ts';
import { FACTOR, SPAN } from '../src/lessons/catalogue/lesson.ts';
import { CATALOGUE, lessonOf } from '../src/lessons/catalogue.ts';

const axis: fc.Arbitrary<Axis> = fc.constantFrom(FACTOR, SPAN, lessonOf('python-2.7').axis);

test('what the slider says can be typed, and what is typed is put where the slider would', () => {
  fc.assert(
    fc.property(axis, fc.double({ min: 0, max: 1, noNaN: true }), (on, position) => {
      const value = valueAt(on, position);
      assert.ok(value >= on.min && value <= on.max);
      assert.ok(Math.abs(positionOf(on, value) - position) < 0.02);
      const typed = read(on, shown(on, value));
      assert.ok(typed !== null && apart(typed, value) < 1.01, `${shown(on, value)} → ${typed}`);
    }),
  );
  assert.equal(read(FACTOR, '4'), 4);
  assert.equal(read(FACTOR, '4 ms'), null);
  assert.equal(read(SPAN, '0,3 s'), 300_000);
  assert.equal(read(SPAN, '5'), 5000);
  assert.equal(read(SPAN, 'long'), null);
});

test('each position of the slider is a value that puts it back there, so that no key is without effect', () => {
  for (const { axis: on, name } of CATALOGUE) {
    for (let step = 0; step <= STEPS; step++) {
      const value = valueAt(on, step / STEPS);
      assert.equal(Math.round(positionOf(on, value) * STEPS), step, `${name}: ${value}`);
    }
  }
});

test('the verdict says both numbers, and is kind to a bet that is close', () => {
  assert.equal(verdict(FACTOR, 4, 1.02), 'You said 4.00×, it is 1.02×.');
  assert.equal(verdict(FACTOR, 1.1, 1), 'You said 1.10×, it is 1.00×: well judged.');
  assert.equal(verdict(FACTOR, 1.1, 1, false), 'You said 1.10×, it is 1.00×.');
  assert.equal(verdict(SPAN, null, 5130), 'It is 5.13 ms.');
  assert.ok(!isClose(0, 1));
});
