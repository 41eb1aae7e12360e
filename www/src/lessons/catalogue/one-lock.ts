// One lock: pure Python on many cores. Invariant: as in lesson.ts.
import { duration } from '../../base/format.ts';
import { FACTOR, GIL, hogs, type Lesson, some } from './lesson.ts';
import { lockDid } from './lock-words.ts';
import { onlyPython } from './ops.ts';

export const lesson: Lesson = {
  name: 'one-lock',
  setUp: { scenario: { cores: 4, threads: hogs(4, 50_000) }, compare: GIL },
  question:
    'Four threads run pure Python, 50 ms each, on four cores. How many times as fast as one thread that does it all?',
  asks: 'Times as fast as one thread',
  axis: FACTOR,
  about: (runs) => runs.every(onlyPython),
  find(runs) {
    const run = runs.at(-1);
    if (run === undefined) return null;
    return {
      truth: run.speedup,
      why: lockDid(run),
      more: [
        ...(run.locks
          ? [
              'It is called the global interpreter lock, or GIL: a thread must hold it to run Python, and there is one for all.',
            ]
          : []),
        `On ${some(run.cores, 'core')} it took ${duration(run.wallUs)}; one thread that does it all takes ${duration(run.oneThreadUs)}.`,
      ],
    };
  },
  intuitions: [
    { near: 4, words: 'A core for each thread: right for processes, and for threads without a lock.' },
    { near: 1, words: 'One lock, one thread at a time: that is what a GIL does to pure Python.' },
  ],
  tries: [
    { label: 'one thread only', scenario: { cores: 4, threads: hogs(1, 200_000) } },
    { label: 'sixteen cores', scenario: { cores: 16, threads: hogs(4, 50_000) } },
    { label: 'Python without a GIL', compare: [{ runtime: 'cpython-3.14t' }] },
  ],
  rule: {
    does: 'Don’t',
    words: 'expect threads to speed up pure Python while there is a GIL.',
    holds: (own, tried) => own.truth < 1.05 && tried('Python without a GIL').truth > 3,
  },
  measurable: true,
};
