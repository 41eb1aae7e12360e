import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Track } from '../src/run/track.ts';
import { spoken } from '../src/timeline/speech.ts';
import { describe } from '../src/timeline/tooltip.ts';
import { whyOf } from '../src/timeline/why.ts';
import { GOLDEN, golden, TWO_HOGS, trackOf, WORDS, written } from './reports.ts';

const why = (track: Track, lane: number, span: number, atUs?: number) => {
  const { cause, holder, ends } = whyOf(track, lane, span, WORDS, atUs);
  return [cause, holder, ends];
};

test('a wait says why it began, who holds the GIL, and that a request ends it, due an interval later', () => {
  assert.deepEqual(why(TWO_HOGS, 1, 0), [
    'because hog 1 was running Python',
    'hog 1 has held the GIL since the start',
    'ends with its drop request, due 5.00 ms after it began to wait, at 5.02 ms: it asks at 5.09 ms, and hog 1 releases the lock at 5.10 ms',
  ]);
});

test('the holder is that of the moment pointed at, not of the wait’s beginning', () => {
  assert.equal(why(TWO_HOGS, 1, 0, 4000)[1], 'at 4.00 ms hog 1 has held the GIL since the start');
  assert.equal(why(TWO_HOGS, 1, 0, 5110)[1], 'at 5.11 ms the GIL is free: hog 1 released it at 5.10 ms');
});

test('a thread that had to drop the lock waits until another has taken the lock', () => {
  assert.equal(why(TWO_HOGS, 0, 1)[2], 'ends after another thread has taken the lock: hog 2 does at 5.13 ms');
});

test('a wait that the holder ends by itself says what the holder goes on to do', () => {
  assert.equal(why(TWO_HOGS, 0, 2)[2], 'ends when hog 2 releases the lock at 7.96 ms, its work done');
});

test('who holds the lock says since when and what will make it drop it', () => {
  assert.deepEqual(why(TWO_HOGS, 0, 0).slice(1), [
    'has held the GIL since the start',
    'releases it at 5.10 ms, because hog 2 asked for it at 5.09 ms',
  ]);
  assert.equal(why(TWO_HOGS, 1, 1)[2], 'releases it at 7.96 ms on its own');
});

/** A waiter asks while the holder is inside a kernel that holds the lock. */
const LONG_CALL = written(
  'cpython-3.12',
  {
    'worker 1': [
      ['kernel-held', 0, 80_000],
      ['gil-wait', 80_000, 80_100, ['forced-switch', 1]],
    ],
    hog: [
      ['gil-wait', 0, 80_050, ['kernel', 0]],
      ['python', 80_050, 90_000],
    ],
  },
  [
    [0, 0, 'take'],
    [5080, 1, 'drop-request', 0],
    [80_000, 0, 'drop'],
    [80_000, 0, 'forced-switch'],
    [80_050, 1, 'take'],
    [90_000, 1, 'drop'],
  ],
);

test('a request that a long call cannot hear is met when the kernel returns', () => {
  assert.match(
    why(LONG_CALL, 1, 0)[2] ?? '',
    /it asks at 5\.08 ms, but worker 1 holds the lock until its kernel returns, at 80\.0 ms$/,
  );
});

test('behind a plain lock the kernel returning ends the wait', () => {
  const track = written(
    'one-lock',
    {
      a: [['kernel-held', 0, 100]],
      b: [
        ['gil-wait', 0, 110, ['kernel', 0]],
        ['kernel-held', 110, 200],
      ],
    },
    [
      [0, 0, 'take'],
      [100, 0, 'drop'],
      [110, 1, 'take'],
      [200, 1, 'drop'],
    ],
  );
  assert.deepEqual(why(track, 1, 0).slice(1), [
    'a has held the lock since the start',
    'ends with the kernel of a returning at 100 µs',
  ]);
});

test('with more than one waiter the request of one may end the wait of another', () => {
  const track = written(
    'cpython-3.12',
    {
      a: [['python', 0, 5100]],
      b: [['gil-wait', 0, 9000, ['bytecode', 0]]],
      c: [
        ['gil-wait', 10, 5140, ['bytecode', 0]],
        ['python', 5140, 9000],
      ],
    },
    [
      [0, 0, 'take'],
      [5090, 1, 'drop-request', 0],
      [5100, 0, 'drop'],
      [5100, 0, 'forced-switch'],
      [5140, 2, 'take'],
      [9000, 2, 'drop'],
    ],
  );
  assert.match(
    why(track, 2, 0)[2] ?? '',
    /^ends when its turn comes: b asks at 5\.09 ms.*this thread is faster$/,
  );
});

test('a lost race is no end of waiting', () => {
  const track = written(
    'cpython-3.12',
    {
      a: [['python', 0, 100]],
      b: [
        ['gil-wait', 0, 150, ['bytecode', 0]],
        ['gil-wait', 150, 400, ['lost-race', 2]],
      ],
      c: [['python', 120, 300]],
    },
    [
      [0, 0, 'take'],
      [100, 0, 'drop'],
      [120, 2, 'take'],
      [300, 2, 'drop'],
    ],
  );
  assert.match(
    why(track, 1, 0)[2] ?? '',
    /without the lock: woken, but c is faster, so it waits again from 150 µs/,
  );
  assert.equal(why(track, 1, 1)[0], 'woken, but c was faster');
});

test('spans that are no waits: no need, no core, no lock', () => {
  const track = written(
    'cpython-3.12',
    {
      a: [
        ['kernel-released', 0, 100],
        ['runnable', 100, 200],
      ],
      b: [
        ['python', 0, 50],
        ['runnable', 50, 90],
      ],
    },
    [[0, 1, 'take']],
  );
  assert.deepEqual(why(track, 0, 0), ['doesn’t need the GIL while it computes', '', '']);
  assert.deepEqual(why(track, 0, 1), ['', '', 'ends when a core is free, at 200 µs']);
  assert.deepEqual(why(track, 1, 1).slice(0, 2), [
    'meanwhile no other thread can have the GIL',
    'has held the GIL since the start',
  ]);
  const free = written('cpython-3.14t', { a: [['python', 0, 100]] }, []);
  assert.deepEqual(why(free, 0, 0), ['doesn’t need a GIL: this interpreter has none', '', '']);
});

test('while a run is on, nothing is said that is not known yet', () => {
  const live: Track = { ...TWO_HOGS, events: null, status: 'live' };
  assert.deepEqual(why(live, 0, 0), ['', '', '']);
});

test('every span of the golden Reports is told without a hole, and every wait says what ends it', () => {
  for (const name of GOLDEN) {
    const track = trackOf(golden(name));
    for (const [lane, spans] of track.lanes.entries()) {
      for (let span = 0; span < spans.count; span++) {
        const words = describe(track, { track: 0, lane, span }, WORDS);
        assert.ok(words !== null);
        const said = spoken(words);
        assert.doesNotMatch(said, /undefined|null|NaN|another thread asked|, ,/);
        if (words.title === 'Waiting for the lock')
          assert.match(said, /, ends (by|when|with|without|at|after) /, said);
      }
    }
  }
});
