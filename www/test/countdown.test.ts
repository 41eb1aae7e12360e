import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countdown } from '../src/run/lock/countdown.ts';
import { type Moment, type Story, storyOf } from '../src/run/lock/story.ts';
import { TWO_HOGS, WORDS, written } from './reports.ts';

/** After all that has happened by then. */
const at = (story: Story, timeUs: number): Moment => ({ count: story.countUntil(timeUs), timeUs });

test('a waiter counts down to its request, and from there anew', () => {
  const story = storyOf(TWO_HOGS, WORDS);
  const [, hog] = TWO_HOGS.lanes;
  assert.ok(hog !== undefined && story !== null);
  const left = (atUs: number) => countdown(story, 1, hog, 0, at(story, atUs), 5000);
  assert.deepEqual(left(20), { leftUs: 5000, intervalUs: 5000, round: 1, askedUs: null });
  assert.equal(left(2520).leftUs, 2500);
  assert.equal(left(5060).leftUs, 0, 'due, but the system’s timer is a little late');
  assert.deepEqual(left(5090), { leftUs: 5000, intervalUs: 5000, round: 1, askedUs: 5090 });
});

test('what is still to happen at the same time has not happened yet', () => {
  const story = storyOf(TWO_HOGS, WORDS);
  const [, hog] = TWO_HOGS.lanes;
  assert.ok(hog !== undefined && story !== null);
  const asked = (count: number) => countdown(story, 1, hog, 0, { count, timeUs: 5090 }, 5000).askedUs;
  assert.deepEqual([asked(1), asked(2)], [null, 5090]);
});

test('a countdown stays within the interval, and before a request it only falls within a round', () => {
  const waits = fc.record({
    intervalUs: fc.integer({ min: 1, max: 5000 }),
    rounds: fc.integer({ min: 1, max: 9 }),
    lateUs: fc.integer({ min: 0, max: 50 }),
  });
  fc.assert(
    fc.property(waits, ({ intervalUs, rounds, lateUs }) => {
      const lengthUs = intervalUs + Math.min(lateUs, intervalUs / 20);
      const askedUs = rounds * lengthUs;
      const track = written(
        'cpython-3.12',
        { a: [['python', 0, askedUs + 2]], b: [['gil-wait', 0, askedUs + 2, ['bytecode', 0]]] },
        [
          [0, 0, 'take'],
          [askedUs, 1, 'drop-request', 0],
        ],
      );
      const lane = track.lanes[1];
      const story = storyOf(track, WORDS);
      assert.ok(lane !== undefined && story !== null);
      for (let i = 0; i < 40; i++) {
        const atUs = (i / 40) * askedUs;
        const found = countdown(story, 1, lane, 0, at(story, atUs), intervalUs);
        assert.ok(found.leftUs >= 0 && found.leftUs <= intervalUs);
        assert.ok(found.round >= 1 && found.round <= rounds);
        const expected = Math.max(0, intervalUs - (atUs - (found.round - 1) * lengthUs));
        assert.ok(Math.abs(found.leftUs - Math.min(expected, intervalUs)) < 1e-6 * askedUs + 1e-6);
      }
    }),
  );
});
