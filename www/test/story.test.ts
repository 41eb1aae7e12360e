import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { glimpse } from '../src/glass/glimpse.ts';
import { after, type LockEvent, type LockState, NOBODY, UNTOUCHED } from '../src/run/lock/fold.ts';
import { Story } from '../src/run/lock/story.ts';
import { numberOf } from './fixtures.ts';
import { GOLDEN, golden, TWO_HOGS, trackOf, WORDS, written } from './reports.ts';
import { told } from './stories.ts';

const sum = (locks: readonly LockState[], of: (lock: LockState) => number) =>
  locks.reduce((total, lock) => total + of(lock), 0);

/** Any events at all, in order of time: also such as no lock would write. */
const anything = fc
  .array(
    fc.record({
      timeUs: fc.integer({ min: 0, max: 100 }),
      kind: fc.constantFrom(...WORDS.events),
      lane: fc.integer({ min: 0, max: 3 }),
      to: fc.integer({ min: -1, max: 3 }),
    }),
    { maxLength: 1500 },
  )
  .map((events) => events.toSorted((a, b) => a.timeUs - b.timeUs));

function storyFrom(events: readonly LockEvent[]): Story {
  const columns = {
    timeUs: Float64Array.from(events, ({ timeUs }) => timeUs),
    kind: Uint8Array.from(events, ({ kind }) => numberOf(WORDS.events, kind)),
    lane: Uint32Array.from(events, ({ lane }) => lane),
    to: Int32Array.from(events, ({ to }) => to),
  };
  const locks = { switch: 'request' as const, looks: '', names: ['one', 'other'], of: () => 0 };
  return new Story(columns, [0, 0, 1, 1], locks, WORDS.events);
}

test('at the last event of a Report, switches and hand-offs are those of its metrics', () => {
  for (const name of GOLDEN) {
    const report = golden(name);
    const story = told(trackOf(report));
    const end = story.at(story.count);
    // The first take of a lock is a switch from nobody, but no hand-off.
    const handoffs = sum(end, ({ switchNumber }) => Math.max(0, switchNumber - 1));
    assert.equal(handoffs, report.metrics.handoffs, name);
    assert.equal(
      sum(end, ({ forcedSwitches }) => forcedSwitches),
      report.metrics.forced_switches,
      name,
    );
    assert.ok(end.every(({ holder }) => holder === NOBODY));
  }
});

test('whoever takes a lock finds it free, and only its holder drops it', () => {
  for (const name of GOLDEN) {
    const story = told(trackOf(golden(name)));
    for (let i = 0; i < story.count; i++) {
      const { kind, lane } = story.event(i);
      const lock = story.at(i)[story.lockOf[lane] ?? 0];
      if (kind === 'take') assert.equal(lock?.holder, NOBODY, `${name}, event ${i}`);
      if (kind === 'drop') assert.equal(lock?.holder, lane, `${name}, event ${i}`);
    }
  }
});

test('a moment does not depend on the way to it: forward and back is the identity', () => {
  fc.assert(
    fc.property(anything, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (events, visits) => {
      const story = storyFrom(events);
      for (const share of visits) {
        const count = Math.round(share * events.length);
        const locks = [UNTOUCHED, UNTOUCHED];
        for (const event of events.slice(0, count)) {
          const at = event.lane < 2 ? 0 : 1;
          locks[at] = after(locks[at] as LockState, event);
        }
        assert.deepEqual(story.at(count), locks);
      }
    }),
    { numRuns: 40 },
  );
});

test('a request never outlives a take, and switch_number counts the takes by another thread', () => {
  fc.assert(
    fc.property(anything, (events) => {
      let lock = UNTOUCHED;
      for (const event of events) {
        const next = after(lock, event);
        const switches = event.kind === 'take' && event.lane !== lock.lastHolder;
        assert.equal(next.switchNumber - lock.switchNumber, switches ? 1 : 0);
        if (event.kind === 'take') {
          assert.deepEqual([next.holder, next.lastHolder], [event.lane, event.lane]);
          assert.equal(next.requestBy, NOBODY);
        }
        lock = next;
      }
    }),
    { numRuns: 40 },
  );
});

test('where two clocks disagree by a step, a late drop frees nobody else’s lock', () => {
  const story = told(
    written('cpython-3.12', { a: [['python', 0, 10]], b: [['python', 9, 20]] }, [
      [0, 0, 'take'],
      [9, 1, 'take'],
      [10, 0, 'drop'],
    ]),
  );
  assert.equal(story.at(3)[0]?.holder, 1);
  const { sentence } = glimpse(TWO_HOGS, told(TWO_HOGS), WORDS, { count: 1, timeUs: 0 });
  assert.equal(sentence, 'Hog 1 takes the GIL: switch_number is 1 now.');
});

test('a million events are scrubbed through without waiting', () => {
  const story = storyFrom(
    Array.from({ length: 1_000_000 }, (_, i) => ({
      timeUs: i,
      kind: i % 2 === 0 ? 'take' : 'drop',
      lane: Math.floor(i / 2) % 2,
      to: NOBODY,
    })),
  );
  assert.equal(story.at(1_000_000)[0]?.switchNumber, 500_000);
  const startMs = performance.now();
  for (let i = 0; i < 1000; i++) story.at((i * 7919) % 1_000_000);
  const ms = (performance.now() - startMs) / 1000;
  assert.ok(ms < 4, `${ms} ms a step`);
});
