// The switch interval: how long a turn is when two threads want the lock. Invariant: as in lesson.ts.
import { duration } from '../../base/format.ts';
import { GIL, hogs, type Lesson, SPAN } from './lesson.ts';
import { onlyPython } from './ops.ts';

const often = (count: number) => (count === 1 ? 'once' : `${count} times`);

export const lesson: Lesson = {
  name: 'interval',
  setUp: { scenario: { cores: 2, threads: hogs(2, 50_000) }, compare: GIL },
  question:
    'Two threads of pure Python want the lock all the time. How long does one run before the other gets its turn?',
  asks: 'Length of one turn',
  axis: SPAN,
  about: (runs) =>
    runs.every((run) => onlyPython(run) && run.scenario.threads.length === 1 && run.lanes <= 2),
  find(runs) {
    const run = runs.at(-1);
    if (run === undefined) return null;
    const alone = run.lanes === 1;
    const eachUs = run.oneThreadUs / run.lanes;
    const why = alone
      ? 'No thread waited for the lock, so none asked for it: a lone thread never switches.'
      : run.turnUs !== null
        ? `A waiting thread asks after the switch interval, ${duration(run.intervalUs)}; the holder drops the lock at its next checkpoint. That happened ${often(run.forced)}.`
        : run.forced === 0 && eachUs < run.intervalUs
          ? `The interval is ${duration(run.intervalUs)}, and the first thread was done before that was over: no thread had asked yet.`
          : null;
    if (why === null) return null;
    return {
      truth: run.turnUs ?? eachUs,
      why,
      more: [
        'A checkpoint is the end of a loop’s round, the start of a function or the return from a call; a long C call has none.',
        'The interval is a floor, not a timetable, and the operating system picks who is next.',
        alone
          ? `It all took ${duration(run.wallUs)}.`
          : `Both together took ${duration(run.wallUs)}; one thread would have taken ${duration(run.oneThreadUs)}.`,
      ],
    };
  },
  intuitions: [
    { near: 5000, words: 'sys.getswitchinterval(): the wait before the other thread may ask.' },
    {
      near: 50_000,
      words: 'One after the other, as with a plain lock: but a GIL is asked for while it is held.',
    },
    {
      near: 20,
      words: 'Older Python offered the lock every so many instructions; since 3.2 a waiter must ask.',
    },
  ],
  tries: [
    { label: 'an interval of 0.5 ms', compare: [{ runtime: 'cpython-3.12', interval: '500' }] },
    { label: 'an interval of 100 ms', compare: [{ runtime: 'cpython-3.12', interval: '100000' }] },
    { label: 'one thread only', scenario: { cores: 2, threads: hogs(1, 50_000) } },
  ],
  rule: {
    does: 'Don’t',
    words: 'count on a switch every 5 ms: the interval is a floor, and a lone thread never switches.',
    holds: (own, tried) => own.truth >= 5000 && tried('one thread only').truth === 50_000,
  },
  measurable: true,
};
