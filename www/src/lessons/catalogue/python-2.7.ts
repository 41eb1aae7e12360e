// Python 2.7: a lock offered every so many instructions. Invariant: as in lesson.ts.
import { capital, duration, percent } from '../../base/format.ts';
import type { Evidence } from './evidence.ts';
import { GIL, hogs, type Lesson, some } from './lesson.ts';
import { comparable, onlyPython } from './ops.ts';

const TURNS = {
  unit: 'time',
  min: 50_000,
  max: 500_000,
  log: false,
  ticks: [100_000, 200_000, 300_000, 400_000, 500_000],
} as const;

/** A run that loses less than this share of its work has lost next to nothing. */
const LITTLE = 0.1;

const count = (value: number) => value.toLocaleString('en');
const offers = ({ runtime }: Evidence) => runtime === 'cpython-2.7';

function why(run: Evidence): string {
  const wasted = run.wallUs / run.oneThreadUs - 1;
  const where = capital(`on ${some(run.cores, 'core')}`);
  if (wasted <= LITTLE) {
    return `${where} the lock changed hands ${count(run.handoffs)} times, and next to nothing was lost.`;
  }
  // Only a simulation writes down every offer; a measured run knows those that another thread took.
  if (offers(run) && run.engine === 'simulated') {
    return `${where} the threads fought: the lock was offered ${count(run.ticks)} times and changed hands ${count(run.handoffs)} times, and that made the work ${percent(wasted)} longer.`;
  }
  return `${where} the lock changed hands ${count(run.handoffs)} times, and with two threads it took ${percent(wasted)} longer than the work by itself.`;
}

/** How a thread comes by the lock here. */
function mechanism(run: Evidence): string[] {
  if (!offers(run)) return ['Since Python 3.2 the holder runs on until a waiter has asked for the lock.'];
  const mostly = run.engine === 'simulated' && run.handoffs < run.ticks / 2 ? ', mostly in vain' : '';
  return [
    `Python 2.7 releases the lock every ${count(run.scenario.check_interval)} instructions or so, wakes a waiter and takes it back at once if it can.`,
    run.cores === 1
      ? 'With one core the woken thread cannot run until the operating system stops the first, so the turns are long.'
      : `The woken thread can run on another core and races for it${mostly}.`,
  ];
}

export const lesson: Lesson = {
  name: 'python-2.7',
  setUp: { scenario: { cores: 2, threads: hogs(2, 100_000) }, compare: [{ runtime: 'cpython-2.7' }, ...GIL] },
  question:
    'Python 2.7 on two cores: two threads of pure Python, 100 ms each. One thread alone would take 200 ms for both. How long do two take?',
  asks: 'Time for both',
  axis: TURNS,
  about: (runs) => comparable(runs) && runs.every((run) => onlyPython(run) && run.lanes === 2),
  find(runs) {
    const [run, other] = runs;
    if (run === undefined) return null;
    return {
      truth: run.wallUs,
      why: why(run),
      more: [
        ...mechanism(run),
        `The work itself is ${duration(run.oneThreadUs)}.`,
        ...(other === undefined ? [] : [`${other.label} took ${duration(other.wallUs)}.`]),
      ],
    };
  },
  intuitions: [
    { near: 100_000, words: 'Two cores, half the time: but one lock is one thread at a time.' },
    { near: 200_000, words: 'No gain and no loss, as in Python 3: 2.7 could even lose.' },
  ],
  tries: [
    { label: '2.7 on one core', scenario: { cores: 1, threads: hogs(2, 100_000) } },
    { label: 'Python 3 only', compare: GIL },
  ],
  rule: {
    does: 'Don’t',
    words: 'believe old benchmarks: in Python 2.7 two threads could be slower than one.',
    holds: (own, tried) => own.truth > 1.3 * tried('Python 3 only').truth,
  },
  measurable: true,
};
