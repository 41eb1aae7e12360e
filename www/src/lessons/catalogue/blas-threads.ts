// BLAS threads: a team for each caller, or one pool. Invariant: as in lesson.ts; the simulator leaves out what crowded
// threads cost one another, so no number here is simulated.

import { capital, duration, times } from '../../base/format.ts';
import type { KernelOp } from '../../wasm/core.ts';
import type { Evidence } from './evidence.ts';
import { FACTOR, type Finding, GIL, type Lesson, some, workers } from './lesson.ts';
import { onlyKernel } from './ops.ts';

const products = (count: number, blas_threads: number, blas = 'team') => ({
  cores: 4,
  blas,
  threads: workers({ name: 'matmul', n: 512, gil: 'releases', blas_threads }, { count, repeat: 12 / count }),
});

const isProduct = (kernel: KernelOp | null) => kernel?.name === 'matmul' && kernel.gil === 'releases';

/** From this part of what the cores could give on, they are what limits. */
const NEARLY = 0.75;

const LIBRARY =
  'The library is the BLAS, which does NumPy’s matrix products. MKL and OpenMP give each caller a team; OpenBLAS, in NumPy’s own wheels, has one pool.';
const ONE_LEVEL = 'Let one level do it: OMP_NUM_THREADS=1, or threadpool_limits from threadpoolctl.';

/** What came of it on these cores. */
function gained(run: Evidence, crowded: boolean): string {
  const cores = some(run.cores, 'core');
  if (!crowded) return `On ${cores} it is ${times(run.speedup)} as fast as one thread.`;
  return run.speedup >= NEARLY * run.cores
    ? `Cores, not threads, set the limit: ${times(run.speedup)} on ${cores}.`
    : `On ${cores} it is ${times(run.speedup)} as fast as one thread, less than the ${times(run.cores)} that the cores could give.`;
}

const SIMULATED: Finding = {
  truth: null,
  why: 'Simulated: the simulation leaves out what so many threads cost one another, such as caches, so it gives no number here.',
  more: [LIBRARY, 'Measure it on your machine, in a browser that lets threads share memory.', ONE_LEVEL],
};

export const lesson: Lesson = {
  name: 'blas-threads',
  setUp: { scenario: products(4, 4), compare: GIL, engine: 'measured' },
  question:
    'Four Python threads multiply matrices on your machine, and the library starts four threads of its own for each. How many times as fast as one thread?',
  asks: 'Times as fast as one thread',
  axis: FACTOR,
  about: (runs) => runs.every((run) => isProduct(onlyKernel(run))),
  find(runs) {
    const run = runs.at(-1);
    const kernel = run === undefined ? null : onlyKernel(run);
    if (run === undefined || kernel === null) return null;
    if (run.engine === 'simulated') return SIMULATED;
    const wanted = run.lanes * kernel.blas_threads;
    const pooled = run.poolUs > 0;
    const crowded = wanted > run.cores;
    const cores = some(run.cores, 'core');
    const why = pooled
      ? `The library has one pool of threads for the whole process, and a lock before it: callers waited ${duration(run.poolUs)} there, so only one multiplied at a time.`
      : crowded
        ? `${capital(some(wanted, 'thread'))} wanted ${cores}.`
        : `${capital(some(wanted, 'thread'))} for ${cores}: there is a core for each.`;
    return {
      truth: run.speedup,
      why,
      more: [
        LIBRARY,
        gained(run, crowded && !pooled),
        ...(crowded && kernel.blas_threads > 1 && run.lanes >= run.cores ? [ONE_LEVEL] : []),
      ],
    };
  },
  intuitions: [
    { near: 16, words: 'Four times four is sixteen threads, but only so many cores.' },
    { near: 1, words: 'You might expect the GIL to block this; it doesn’t: a matrix product releases it.' },
  ],
  tries: [
    { label: 'one pool for the process', scenario: products(4, 4, 'pool') },
    { label: 'one BLAS thread each', scenario: products(4, 1) },
    { label: 'one Python thread, four BLAS threads', scenario: products(1, 4) },
  ],
  rule: {
    does: 'Do',
    words: 'limit the BLAS to one thread where your own threads already fill the cores.',
    // The simulation leaves out what crowded threads cost: what it cannot show it must say.
    holds: (own) => own.why.includes('leaves out what so many threads cost'),
  },
  measurable: true,
};
