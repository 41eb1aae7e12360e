// The switch interval: how long a turn is when two threads want the lock. Invariant: as in lesson.ts.
import { duration } from '../../format.ts';
import { GIL, hogs, type Lesson, SPAN } from '../lesson.ts';

export const interval: Lesson = {
  name: 'interval',
  setUp: { scenario: { cores: 2, threads: hogs(2, 50_000) }, compare: GIL },
  question:
    'Two threads of pure Python want the lock all the time. How long does one run before the other gets its turn?',
  asks: 'Length of one turn',
  axis: SPAN,
  find(runs) {
    const run = runs.at(-1);
    if (run === undefined) return null;
    const turnUs = run.turnUs ?? run.oneThreadUs / run.lanes;
    const asked =
      run.turnUs === null
        ? run.lanes === 1
          ? 'Nobody waited for the lock, so nobody asked for it: a lone thread never switches.'
          : run.locks
            ? `The interval is ${duration(run.intervalUs)}, and the first thread was done before that was over: nobody had asked yet.`
            : `${run.label} has no global lock to hand over, so both ran all the time.`
        : `A waiting thread asks after the switch interval, ${duration(run.intervalUs)}; the holder lets go at its next checkpoint. That happened ${run.forced} times.`;
    return {
      truth: turnUs,
      why: asked,
      more: [
        ...(run.locks
          ? [
              'A checkpoint is the end of a loop’s round, the start of a function or the return from a call; a long C call has none.',
              'The interval is a floor, not a timetable, and the operating system picks who is next.',
            ]
          : []),
        `Both together took ${duration(run.wallUs)}; one thread would have taken ${duration(run.oneThreadUs)}.`,
      ],
      intuitions: [
        { near: run.intervalUs, words: 'sys.getswitchinterval(): the wait before the other thread may ask.' },
        {
          near: 50_000,
          words: 'One after the other, as with a plain lock: but a GIL is asked for while it is held.',
        },
        {
          near: 20,
          words: 'Older Python offered the lock every so many instructions; since 3.2 a waiter must ask.',
        },
      ],
    };
  },
  tries: [
    { label: 'an interval of 0.5 ms', compare: [{ runtime: 'cpython-3.12', interval: '500' }] },
    { label: 'an interval of 100 ms', compare: [{ runtime: 'cpython-3.12', interval: '100000' }] },
    { label: 'one thread only', scenario: { cores: 2, threads: hogs(1, 50_000) } },
  ],
  measurable: true,
};
