// Free-threading and sub-interpreters: no GIL, or one each. Invariant: as in lesson.ts.
import { percent, times } from '../../base/format.ts';
import { FACTOR, GIL, type Lesson } from './lesson.ts';
import { lockDid, waited } from './lock-words.ts';
import { comparable, onlyPython } from './ops.ts';

/** One thread for each interpreter, or all in the first. */
const hogsIn = (interpreters: number) =>
  Array.from({ length: 4 }, (_, i) => ({
    name: `hog ${i + 1}`,
    interpreter: i % interpreters,
    ops: [{ op: 'python', us: 50_000 }],
  }));

export const lesson: Lesson = {
  name: 'no-gil',
  setUp: {
    scenario: { cores: 4, threads: hogsIn(4) },
    compare: [...GIL, { runtime: 'cpython-3.14t' }, { runtime: 'subinterpreters' }],
  },
  question:
    'The four threads of the first lesson again, now in free-threaded Python 3.14, which has no GIL. How many times as fast as with one?',
  asks: 'Times as fast as with a GIL',
  axis: FACTOR,
  about: (runs) => comparable(runs) && runs.every(onlyPython),
  find(runs) {
    const [first, second] = runs;
    if (first === undefined || second === undefined) return null;
    const price = second.oneThreadUs / first.oneThreadUs - 1;
    const own = runs.find(({ scenario }) => scenario.runtime === 'subinterpreters');
    return {
      truth: first.wallUs / second.wallUs,
      why: lockDid(second),
      more: [
        ...(price > 0.005 ? [`Each thread by itself takes ${percent(price)} longer.`] : []),
        ...(second.locks
          ? []
          : [
              'That price is assumed from Python’s documentation: about 40 % in 3.13; in 3.14 from 1 % to 8 %, by platform.',
            ]),
        ...(own === undefined
          ? []
          : [
              waited(own)
                ? 'Sub-interpreters have a lock each, but threads in the same one still share it.'
                : `Sub-interpreters have a lock each and were ${times(first.wallUs / own.wallUs)} as fast as with one GIL; but they share no objects, so data must be copied or sent.`,
            ]),
      ],
    };
  },
  intuitions: [
    {
      near: 4,
      words: 'A core for each thread: nearly, for every thread pays a little for having no lock.',
    },
    { near: 1, words: 'As with a GIL: but here no thread has to wait.' },
  ],
  tries: [
    { label: 'free-threaded 3.13', compare: [...GIL, { runtime: 'cpython-3.13t' }] },
    { label: 'two cores', scenario: { cores: 2, threads: hogsIn(4) } },
    {
      label: 'sub-interpreters, but all threads in one',
      scenario: { cores: 4, threads: hogsIn(1) },
      compare: [...GIL, { runtime: 'subinterpreters' }],
    },
  ],
  rule: {
    does: 'Do',
    words: 'try free-threading, sub-interpreters or processes for pure Python on many cores.',
    holds: (own, tried) => own.truth > 3 && tried('sub-interpreters, but all threads in one').truth < 1.1,
  },
  measurable: false,
};
