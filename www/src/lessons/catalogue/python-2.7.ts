// Python 2.7: a lock offered every so many instructions. Invariant: as in lesson.ts.
import { capital, duration, percent } from '../../format.ts';
import { GIL, hogs, type Lesson, some } from '../lesson.ts';

const TURNS = {
  unit: 'time',
  min: 50_000,
  max: 500_000,
  log: false,
  ticks: [100_000, 200_000, 300_000, 400_000, 500_000],
} as const;

export const python27: Lesson = {
  name: 'python-2.7',
  setUp: { scenario: { cores: 2, threads: hogs(2, 100_000) }, compare: [{ runtime: 'cpython-2.7' }, ...GIL] },
  question:
    'Python 2.7 on two cores: two threads of pure Python, 100 ms each. One thread alone would take 200 ms for both. How long do two take?',
  asks: 'Time for both',
  axis: TURNS,
  find(runs) {
    const [run, other] = runs;
    if (run === undefined) return null;
    const wasted = run.wallUs / run.oneThreadUs - 1;
    const ticks = run.scenario.runtime === 'cpython-2.7';
    const cores = run.cores === 1 ? 'on one core' : `on ${some(run.cores, 'core')}`;
    const count = (value: number) => value.toLocaleString('en');
    const why =
      wasted <= 0.1
        ? `${capital(cores)} the lock changed hands only ${count(run.handoffs)} times, so next to nothing was lost.`
        : run.ticks > 0
          ? `${capital(cores)} the threads fought: the lock was offered ${count(run.ticks)} times and changed hands ${count(run.handoffs)} times, and that made the work ${percent(wasted)} longer.`
          : `The lock changed hands only ${count(run.handoffs)} times, so something else made this ${percent(wasted)} longer than the work itself.`;
    return {
      truth: run.wallUs,
      why,
      more: [
        ...(ticks
          ? [
              'Python 2.7 frees the lock every hundred instructions or so, wakes a waiter and takes it back at once if it can.',
              run.cores === 1
                ? 'With one core the woken thread cannot run until the operating system stops the first, so the turns are long.'
                : 'The woken thread sits on another core and races for it, mostly in vain.',
            ]
          : ['Since Python 3.2 the holder keeps the lock until a waiter has asked for it.']),
        `The work itself is ${duration(run.oneThreadUs)}.`,
        ...(other === undefined ? [] : [`${other.label} took ${duration(other.wallUs)}.`]),
      ],
      intuitions: [
        { near: 100_000, words: 'Two cores, half the time: but one lock is one thread at a time.' },
        { near: 200_000, words: 'No gain and no loss, as in Python 3: 2.7 could even lose.' },
      ],
    };
  },
  tries: [
    { label: '2.7 on one core', scenario: { cores: 1, threads: hogs(2, 100_000) } },
    { label: 'Python 3 only', compare: GIL },
  ],
  measurable: true,
};
