// Kernels that let go: the same work with the lock held and released. Invariant: as in lesson.ts.
import { duration, times } from '../../format.ts';
import { kernelTitle } from '../../sentence.ts';
import { FACTOR, GAIN, GIL, kernelOf, type Lesson, some, workers } from '../lesson.ts';

export const releasing: Lesson = {
  name: 'releasing',
  setUp: {
    scenario: { cores: 4, threads: workers({ name: 'qr', n: 256, gil: 'releases' }) },
    compare: [{ runtime: 'one-lock' }, ...GIL],
  },
  question:
    'Four threads factor matrices. Compiled code such as QR can let the lock go while it computes. How many times faster is that than holding it?',
  asks: 'Times as fast as behind the lock',
  axis: FACTOR,
  find(runs) {
    const [held, run] = runs;
    const kernel = run === undefined ? null : kernelOf(run);
    if (held === undefined || run === undefined || kernel === null) return null;
    const ratio = held.wallUs / run.wallUs;
    const name = kernelTitle(kernel.name);
    const atOnce = Math.min(run.cores, run.lanes);
    const keeps = run.heldKernelUs > run.releasedKernelUs;
    const why = keeps
      ? `${name} kept the lock while it computed, so only one thread computed at a time, as in the first run.`
      : ratio >= GAIN
        ? `${name} needs no Python while it computes and let the lock go, so up to ${some(atOnce, 'thread')} computed at a time instead of waiting ${duration(held.waitUs)} in all.`
        : Math.min(run.cores, run.lanes) > 1
          ? `${name} let the lock go, yet each took ${times(run.kernelUs / run.oneThreadUs)} as long as alone: something else used the cores or the memory.`
          : `${name} let the lock go, but ${some(run.cores, 'core')} had no more to give.`;
    return {
      truth: ratio,
      why,
      more: [
        `Behind one lock it took ${duration(held.wallUs)}, under ${run.label} ${duration(run.wallUs)}.`,
        keeps
          ? 'Threads do not help where the work itself keeps the lock.'
          : run.lanes > run.cores
            ? `What limits it now is ${some(run.cores, 'core')} for ${some(run.lanes, 'thread')}.`
            : 'What limits it now is the number of cores, not the lock.',
      ],
      intuitions: [
        {
          near: 1,
          words: 'Threads cannot help in Python: true for Python code, not for compiled code that lets go.',
        },
        { near: run.cores, words: 'A core for each thread: right, as long as the work lets the lock go.' },
      ],
    };
  },
  tries: [
    {
      label: 'the kernel keeps the lock',
      scenario: { cores: 4, threads: workers({ name: 'qr', n: 256, gil: 'holds' }) },
    },
    {
      label: 'two cores',
      scenario: { cores: 2, threads: workers({ name: 'qr', n: 256, gil: 'releases' }) },
    },
    {
      label: 'one core',
      scenario: { cores: 1, threads: workers({ name: 'qr', n: 256, gil: 'releases' }) },
    },
  ],
  measurable: true,
};
