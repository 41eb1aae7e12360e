// Amdahl’s law: what the share of Python leaves to gain. Invariant: as in lesson.ts.
import { duration, percent, times } from '../../format.ts';
import { FACTOR, GIL, type Lesson, some } from '../lesson.ts';

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

export const myJob: Lesson = {
  name: 'my-job',
  setUp: { scenario: jobs(200, 800), compare: GIL },
  question:
    'A job spends 20 % of its time in Python and 80 % in kernels that let the lock go. How much faster do eight threads on eight cores make it?',
  asks: 'Times as fast as one thread',
  axis: { ...FACTOR, min: 0.5, max: 32, ticks: [0.5, 1, 2, 4, 8, 16, 32] },
  find(runs) {
    const run = runs.at(-1);
    if (run === undefined) return null;
    const serial = run.locks ? (run.heldFraction * run.wallUs) / run.oneThreadUs : 0;
    const most = serial > 0 ? 1 / serial : Number.POSITIVE_INFINITY;
    const locked = most < run.cores;
    const why = locked
      ? `The lock was held for ${percent(serial)} of the work, and only one thread can hold it, so no number of cores makes this more than ${times(most)} as fast.`
      : `The lock was held for ${serial === 0 ? 'none' : percent(serial)} of the work, so the ${some(run.cores, 'core')} set the limit, not the lock.`;
    return {
      truth: run.speedup,
      why,
      more: [
        'That is Amdahl’s law: the part that cannot be shared decides. For your own job, time the Python between the kernels.',
        `Here the lock was busy ${percent(run.heldFraction)} of the time and the threads waited ${duration(run.waitUs)} for it in all.`,
        locked
          ? 'More threads will not help; bigger arrays for each call and less Python between the calls will.'
          : 'More cores will still help.',
      ],
      intuitions: [
        { near: 8, words: 'Eight cores, eight times: the 20 % of Python still goes through one lock.' },
        { near: 6.4, words: '80 % of eight: but what limits is the part that waits in line.' },
        { near: 1, words: 'The GIL spoils it all: no, only the Python part.' },
      ],
    };
  },
  tries: [
    { label: '64 cores', scenario: jobs(200, 800, 64) },
    { label: '5 % Python', scenario: jobs(50, 950) },
    { label: 'half Python', scenario: jobs(500, 500) },
  ],
  measurable: false,
};
