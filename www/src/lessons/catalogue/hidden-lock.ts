// A lock of Rust’s own: the memory allocator. Only a measurement can show it, and a simulation says so. Invariant: as in lesson.ts.

import { times } from '../../base/format.ts';
import type { KernelOp } from '../../wasm/core.ts';
import type { Evidence } from './evidence.ts';
import { FACTOR, GAIN, type Lesson, workers } from './lesson.ts';
import { onlyKernel } from './ops.ts';

/** Plain nalgebra asks for new memory in every decomposition; a batch of them is long enough for the clock. */
const decompositions = (count: number) => ({
  cores: 2,
  threads: workers(
    { name: 'svd', n: 48, batch: 200, gil: 'releases', backend: 'nalgebra' },
    { count, repeat: 10 },
  ),
});
const FREE = 'cpython-3.14t';

const ALLOCATOR =
  'Rust’s memory allocator in WebAssembly is behind one lock for all threads. Each decomposition asks it a few times, large or small; tiny ones ask most often per second.';
const OTHERS = 'Other programs have such locks, too: allocators, loggers, caches, counters.';

const sizeOf = (run: Evidence) => onlyKernel(run)?.n ?? 0;
/** Where there is no GIL it makes no difference what the call would do with one. */
const isNalgebra = (kernel: KernelOp | null) => kernel?.backend === 'nalgebra';

/** Small tasks first, and as many of each. */
function growing([small, large]: readonly Evidence[]): boolean {
  if (small === undefined || large === undefined || small.engine !== large.engine) return false;
  return sizeOf(small) > 0 && sizeOf(small) < sizeOf(large) && small.lanes === large.lanes;
}

export const lesson: Lesson = {
  name: 'hidden-lock',
  setUp: {
    scenario: decompositions(2),
    compare: [
      { runtime: FREE, n: '4' },
      { runtime: FREE, n: '48' },
    ],
    engine: 'measured',
  },
  question:
    'No GIL, two threads, thousands of tiny 4×4 decompositions by this page’s Rust code. How many times as fast as one thread?',
  asks: 'Times as fast as one thread',
  axis: FACTOR,
  about: (runs) => runs.every((run) => isNalgebra(onlyKernel(run))) && growing(runs),
  find(runs) {
    const [small, large] = runs;
    if (small === undefined || large === undefined) return null;
    const measured = small.engine === 'measured' && large.engine === 'measured';
    const both = `${times(small.speedup)} at n = ${sizeOf(small)} and ${times(large.speedup)} at n = ${sizeOf(large)}`;
    const most = Math.min(large.cores, large.lanes);
    const sound = large.speedup >= GAIN;
    const lost = measured && sound && small.speedup < 0.8 * large.speedup;
    const why = !measured
      ? `Simulated: ${both}. The simulation has no memory allocator, so this shows only what there would be without one.`
      : most === 1
        ? `Measured: ${both}. One thread at a time shares its locks with no other, so this tells only how steady the clock is.`
        : lost
          ? `Measured: ${both}. No lock is on the timeline, yet small tasks gained less: something they share is not drawn.`
          : sound
            ? `Measured: ${both}. Small tasks did about as well as large ones, so this run shows no hidden lock.`
            : `Measured: ${both}. Large tasks should gain nearly ${times(most)}: these threads did not have the cores to themselves, so this run shows nothing.`;
    return {
      truth: small.speedup,
      why,
      more: [
        ALLOCATOR,
        lost
          ? 'The page cannot see that lock, so it is the likeliest cause, not a proven one: short tasks suffer most from every disturbance.'
          : 'The page cannot see that lock; it shows only where threads without a GIL gain less than they should.',
        OTHERS,
      ],
    };
  },
  intuitions: [
    { near: 2, words: 'Two threads, no GIL, twice as fast: if nothing else is shared.' },
    { near: 1, words: 'So they would share something: in this code it could be the memory allocator.' },
  ],
  tries: [
    { label: 'what a simulation says', engine: 'simulated' },
    { label: 'one thread', scenario: decompositions(1), engine: 'measured' },
  ],
  rule: {
    does: 'Don’t',
    words: 'blame the GIL unseen: other locks hide in allocators and libraries. Measure first.',
    // The simulation has no allocator: what it cannot show it must say.
    holds: (own) => own.why.includes('no memory allocator') || own.why.includes('not drawn'),
  },
  measurable: true,
};
