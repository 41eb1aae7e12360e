// Rules of thumb for NumPy and threads, each with the lesson that shows it. Invariant: no rule says more than its lesson's
// runs do; a test runs each lesson and asks `holds`.

import type { LessonName } from '../question/lessons.ts';
import type { Finding } from './catalogue/lesson.ts';

/** `truth` isn't a number where the simulation has none to give. */
type Answer = Finding & { truth: number };

export interface Rule {
  does: 'Do' | 'Don’t';
  /** Goes on from there. */
  words: string;
  lesson: LessonName;
  /** The lesson's own run, and the one of each try by its label. */
  holds(own: Answer, tried: (label: string) => Answer): boolean;
}

export const RULES: readonly Rule[] = [
  {
    does: 'Don’t',
    words: 'expect threads to speed up pure Python while there is a GIL.',
    lesson: 'one-lock',
    holds: (own, tried) => own.truth < 1.05 && tried('Python without a GIL').truth > 3,
  },
  {
    does: 'Do',
    words: 'use threads for long calls that release the lock: they can fill the cores.',
    lesson: 'releasing',
    holds: (own, tried) => own.truth > 3.5 && tried('the kernel holds the lock').truth < 1.1,
  },
  {
    does: 'Don’t',
    words: 'count on a switch every 5 ms: the interval is a floor, and a lone thread never switches.',
    lesson: 'interval',
    holds: (own, tried) => own.truth >= 5000 && tried('one thread only').truth === 50_000,
  },
  {
    does: 'Do',
    words: 'keep heavy Python out of a process that must answer fast; give it a process of its own.',
    lesson: 'convoy',
    holds: (own, tried) => own.truth > 5000 && tried('no busy thread').truth < 500,
  },
  {
    does: 'Do',
    words: 'give NumPy big outputs, or batch: linear algebra releases the lock above 500 elements of output.',
    lesson: 'numpy-rule',
    holds: (own, tried) => own.truth < 1.05 && tried('det of 520 small matrices').truth > 1.8,
  },
  {
    does: 'Do',
    words: 'limit the BLAS to one thread where your own threads already fill the cores.',
    lesson: 'blas-threads',
    // The simulation leaves out what crowded threads cost: what it cannot show it must say.
    holds: (own) => own.why.includes('leaves out what so many threads cost'),
  },
  {
    does: 'Don’t',
    words: 'believe old benchmarks: in Python 2.7 two threads could be slower than one.',
    lesson: 'python-2.7',
    holds: (own, tried) => own.truth > 1.3 * tried('Python 3 only').truth,
  },
  {
    does: 'Do',
    words: 'try free-threading, sub-interpreters or processes for pure Python on many cores.',
    lesson: 'no-gil',
    holds: (own, tried) => own.truth > 3 && tried('sub-interpreters, but all threads in one').truth < 1.1,
  },
  {
    does: 'Don’t',
    words: 'blame the GIL unseen: other locks hide in allocators and libraries. Measure first.',
    lesson: 'hidden-lock',
    // The simulation has no allocator: what it cannot show it must say.
    holds: (own) => own.why.includes('no memory allocator') || own.why.includes('not drawn'),
  },
  {
    does: 'Do',
    words:
      'add up what holds the lock in your job first, its Python and the calls that hold it: 1 ÷ that share is the most that threads can give.',
    lesson: 'my-job',
    holds: (own, tried) => own.truth < 5 && tried('64 cores').truth < 5 && tried('5 % Python').truth > 7,
  },
];
