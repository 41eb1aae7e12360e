// Kernels that release the lock: the same work with the lock held and released. Invariant: as in lesson.ts.
import { duration, kernelTitle, times } from '../../base/format.ts';
import type { Evidence } from './evidence.ts';
import { FACTOR, GAIN, GIL, type Lesson, some, workers } from './lesson.ts';
import { comparable, onlyKernel } from './ops.ts';

/** A kernel slower than its fair share of the cores by this factor had company. */
const CROWDED = 1.25;

/** How much longer its kernels took than alone, beyond what sharing the cores costs. */
function crowding(run: Evidence): number {
  return run.kernelUs / run.oneThreadUs / Math.max(1, run.lanes / run.cores);
}

/** What bounds a run whose kernels release the lock. */
function limit(run: Evidence): string[] {
  if (crowding(run) >= CROWDED) return [];
  return run.lanes > run.cores
    ? [`What limits it now is ${some(run.cores, 'core')} for ${some(run.lanes, 'thread')}.`]
    : ['Each thread has a core for itself now, so more cores alone would not help.'];
}

function why(held: Evidence, run: Evidence, name: string, holds: boolean): string {
  if (holds) {
    return `A call of ${name} held the lock while it computed, so only one thread computed at a time, as in the first run.`;
  }
  if (run.cores === 1) return `A call of ${name} released the lock, but one core had no more to give.`;
  if (held.wallUs / run.wallUs >= GAIN) {
    const atOnce = Math.min(run.cores, run.lanes);
    return `A call of ${name} needs no Python while it computes and released the lock, so up to ${some(atOnce, 'thread')} computed at a time instead of waiting ${duration(held.waitUs)} in all.`;
  }
  return crowding(run) >= CROWDED
    ? `A call of ${name} released the lock, yet each took ${times(run.kernelUs / run.oneThreadUs)} as long as alone: something else used the cores or the memory.`
    : `A call of ${name} released the lock, yet little was gained: the threads still waited ${duration(run.waitUs)} for it in all.`;
}

export const lesson: Lesson = {
  name: 'releasing',
  setUp: {
    scenario: { cores: 4, threads: workers({ name: 'inv', n: 256, gil: 'releases' }) },
    compare: [{ runtime: 'one-lock' }, ...GIL],
  },
  question:
    'Four threads invert matrices. Compiled code such as numpy.linalg.inv can release the lock while it computes. How many times as fast is that as holding it?',
  asks: 'Times as fast as behind the lock',
  axis: FACTOR,
  about: (runs) =>
    comparable(runs) && runs.every((run) => run.lanes > 1 && onlyKernel(run)?.blas_threads === 1),
  find(runs) {
    const [held, run] = runs;
    const kernel = run === undefined ? null : onlyKernel(run);
    if (held === undefined || run === undefined || kernel === null) return null;
    const holds = run.heldKernelUs > run.releasedKernelUs;
    return {
      truth: held.wallUs / run.wallUs,
      why: why(held, run, kernelTitle(kernel.name), holds),
      more: [
        `Behind one lock it took ${duration(held.wallUs)}, under ${run.label} ${duration(run.wallUs)}.`,
        ...(holds ? ['Threads don’t help where the work itself holds the lock.'] : limit(run)),
      ],
    };
  },
  intuitions: [
    {
      near: 1,
      words:
        'Threads can’t help in Python: true for Python code, not for compiled code that releases the lock.',
    },
    { near: 4, words: 'A core for each thread: right, as long as the work releases the lock.' },
  ],
  tries: [
    {
      label: 'the kernel holds the lock',
      scenario: { cores: 4, threads: workers({ name: 'inv', n: 256, gil: 'holds' }) },
    },
    {
      label: 'two cores',
      scenario: { cores: 2, threads: workers({ name: 'inv', n: 256, gil: 'releases' }) },
    },
    {
      label: 'one core',
      scenario: { cores: 1, threads: workers({ name: 'inv', n: 256, gil: 'releases' }) },
    },
  ],
  rule: {
    does: 'Do',
    words: 'use threads for long calls that release the lock: they can fill the cores.',
    holds: (own, tried) => own.truth > 3.5 && tried('the kernel holds the lock').truth < 1.1,
  },
  measurable: true,
};
