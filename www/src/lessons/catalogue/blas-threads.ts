// BLAS threads: a team for each caller, or one pool. Invariant: as in lesson.ts.
import { capital, duration, times } from '../../format.ts';
import { FACTOR, GIL, type Lesson, some, workers } from '../lesson.ts';
import { onlyKernel } from '../ops.ts';
import type { KernelOp } from '../output.ts';

const products = (count: number, blas_threads: number, blas = 'team') => ({
  cores: 4,
  blas,
  threads: workers({ name: 'matmul', n: 512, gil: 'releases', blas_threads }, { count, repeat: 12 / count }),
});

const isProduct = (kernel: KernelOp | null) => kernel?.name === 'matmul' && kernel.gil === 'releases';

export const blasThreads: Lesson = {
  name: 'blas-threads',
  setUp: { scenario: products(4, 4), compare: GIL },
  question:
    'Four Python threads on four cores multiply matrices, and the library starts four threads of its own for each. How many times as fast as one thread?',
  asks: 'Times as fast as one thread',
  axis: FACTOR,
  about: (runs) => runs.every((run) => isProduct(onlyKernel(run))),
  find(runs) {
    const run = runs.at(-1);
    const kernel = run === undefined ? null : onlyKernel(run);
    if (run === undefined || kernel === null) return null;
    const wanted = run.lanes * kernel.blas_threads;
    const pooled = run.poolUs > 0;
    const crowded = wanted > run.cores;
    const cores = some(run.cores, 'core');
    const why = pooled
      ? `The library has one pool of threads for the whole process, and a lock before it: callers waited ${duration(run.poolUs)} there, so only one multiplied at a time.`
      : crowded
        ? `${capital(some(wanted, 'thread'))} wanted ${cores}${run.noCoreUs > 0 ? `: together they stood ready without one for ${duration(run.noCoreUs)}` : ''}.`
        : `${capital(some(wanted, 'thread'))} for ${cores}: there is a core for each.`;
    return {
      truth: run.speedup,
      why,
      more: [
        'The library is the BLAS, which does NumPy’s matrix products. MKL and OpenMP give each caller a team; OpenBLAS, in NumPy’s own wheels, has one pool.',
        crowded && !pooled
          ? `Cores, not threads, set the limit: ${times(run.speedup)} on ${cores}.`
          : `On ${cores} it is ${times(run.speedup)} as fast as one thread.`,
        ...(run.engine === 'simulated' && crowded && !pooled
          ? ['The simulation leaves caches out; on real machines so many threads cost more.']
          : []),
        ...(crowded && kernel.blas_threads > 1 && run.lanes >= run.cores
          ? ['Let one level do it: OMP_NUM_THREADS=1, or threadpool_limits from threadpoolctl.']
          : []),
      ],
    };
  },
  intuitions: [
    { near: 16, words: 'Four times four is sixteen threads, but there are four cores.' },
    { near: 1, words: 'The GIL stops it: no, a matrix product lets it go.' },
  ],
  tries: [
    { label: 'one pool for the process', scenario: products(4, 4, 'pool') },
    { label: 'one BLAS thread each', scenario: products(4, 1) },
    { label: 'one Python thread, four BLAS threads', scenario: products(1, 4) },
  ],
  measurable: true,
};
