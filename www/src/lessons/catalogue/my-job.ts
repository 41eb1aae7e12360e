// Amdahl’s law: what the share of Python leaves to gain. Invariant: as in lesson.ts.

import { duration, percent, times } from '../../base/format.ts';
import type { Op } from '../../wasm/core.ts';
import type { Evidence } from './evidence.ts';
import { FACTOR, GIL, type Lesson, some } from './lesson.ts';
import { opsOf } from './ops.ts';

const jobs = (pythonUs: number, kernelUs: number, cores = 8) => ({
  cores,
  threads: [
    {
      name: 'job',
      count: cores,
      repeat: 20,
      ops: [
        { op: 'python', us: pythonUs },
        { op: 'kernel', name: 'svd', n: 64, gil: 'releases', us: kernelUs },
      ],
    },
  ],
});

/** Some Python, and kernels that release the lock. */
function isJob(ops: readonly Op[]): boolean {
  const kernels = ops.filter((op) => op.op === 'kernel');
  const released = kernels.every(({ gil, blas_threads }) => gil === 'releases' && blas_threads === 1);
  return kernels.length > 0 && released && !ops.some(({ op }) => op === 'wait');
}

/** What would still help where the lock does not set the limit. */
function room({ lanes, cores }: Evidence): string {
  if (lanes > cores) return 'More cores will still help.';
  return lanes < cores
    ? 'More threads will still help: there are cores without one.'
    : 'More cores help only with more threads to use them.';
}

export const lesson: Lesson = {
  name: 'my-job',
  setUp: { scenario: jobs(200, 800), compare: GIL },
  question:
    'A job spends 20 % of its time in Python and 80 % in kernels that release the lock. How many times as fast do eight threads on eight cores make it?',
  asks: 'Times as fast as one thread',
  axis: { ...FACTOR, min: 0.5, max: 32, ticks: [0.5, 1, 2, 4, 8, 16, 32] },
  about: (runs) => runs.every((run) => run.lanes > 1 && isJob(opsOf(run))),
  find(runs) {
    const run = runs.at(-1);
    if (run === undefined) return null;
    const serial = (run.heldFraction * run.wallUs) / run.oneThreadUs;
    const most = serial > 0 ? 1 / serial : Number.POSITIVE_INFINITY;
    const locked = most < Math.min(run.cores, run.lanes);
    return {
      truth: run.speedup,
      why: locked
        ? `The lock was held for ${percent(serial)} of the work, and only one thread can hold it, so no number of cores makes this more than ${times(most)} as fast.`
        : `The lock was held for ${percent(serial)} of the work, so ${some(run.lanes, 'thread')} on ${some(run.cores, 'core')} set the limit, not the lock.`,
      more: [
        `That is Amdahl’s law, 1 ÷ s: the part that cannot be shared decides. Its form for a number of cores is no limit here, because threads compute on while another holds the lock. For your own job, time its Python and the calls that hold the lock.`,
        `Here the lock was busy ${percent(run.heldFraction)} of the time and the threads waited ${duration(run.waitUs)} for it in all.`,
        locked
          ? 'More threads will not help; bigger arrays for each call and less Python between the calls will.'
          : room(run),
      ],
    };
  },
  intuitions: [
    { near: 8, words: 'Eight cores, eight times: the 20 % of Python still goes through one lock.' },
    { near: 6.4, words: '80 % of eight: but what limits is the part that waits in line.' },
    { near: 1, words: 'You might expect the GIL to serialize it all; it serializes only the Python part.' },
  ],
  tries: [
    { label: '64 cores', scenario: jobs(200, 800, 64) },
    { label: '5 % Python', scenario: jobs(50, 950) },
    { label: 'half Python', scenario: jobs(500, 500) },
  ],
  rule: {
    does: 'Do',
    words:
      'add up what holds the lock in your job first, its Python and the calls that hold it: 1 ÷ that share is the most that threads can give.',
    holds: (own, tried) => own.truth < 5 && tried('64 cores').truth < 5 && tried('5 % Python').truth > 7,
  },
  measurable: false,
};
