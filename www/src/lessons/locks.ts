// The lessons about the lock itself: who holds it, for how long, and where there is none. Invariant: as in lesson.ts.
import { capital, duration, percent, times } from '../format.ts';
import type { Evidence } from './evidence.ts';
import { FACTOR, hogs, type Lesson, SPAN, some } from './lesson.ts';

const GIL = [{ runtime: 'cpython-3.12' }];
/** Below this share of the threads' time waiting decided nothing. */
const LITTLE = 0.02;

function waited({ waitUs, wallUs, lanes }: Evidence): boolean {
  return waitUs > LITTLE * wallUs * lanes;
}

/** What the lock did to a run of pure Python. */
function lockDid(run: Evidence): string {
  const atOnce = Math.min(run.cores, run.lanes);
  if (!run.locks) {
    return `${run.label} has no global lock: nobody waited, and ${some(atOnce, 'thread')} ran at a time.`;
  }
  if (run.lanes === 1) return 'A lone thread has the lock to itself, so it never waited.';
  if (!waited(run)) return `Hardly anybody waited, and up to ${some(atOnce, 'thread')} ran at a time.`;
  return `One thread ran at a time, because it held the lock; the others spent ${duration(run.waitUs)} standing in line, all together.`;
}

const oneLock: Lesson = {
  name: 'one-lock',
  setUp: { scenario: { cores: 4, threads: hogs(4, 50_000) }, compare: GIL },
  question:
    'Four threads run pure Python, 50 ms each, on four cores. How many times as fast as one thread that does it all?',
  asks: 'Times as fast as one thread',
  axis: FACTOR,
  find(runs) {
    const run = runs.at(-1);
    if (run === undefined) return null;
    return {
      truth: run.speedup,
      why: lockDid(run),
      more: [
        ...(run.locks
          ? [
              'It is called the global interpreter lock, or GIL: a thread must hold it to run Python, and there is one for all.',
            ]
          : []),
        `So on ${some(run.cores, 'core')} it took ${duration(run.wallUs)}; one thread that does it all takes ${duration(run.oneThreadUs)}.`,
      ],
      intuitions: [
        {
          near: run.cores,
          words: 'A core for each thread: right for processes, and for threads without a lock.',
        },
        { near: 1, words: 'One lock, one thread at a time: that is what a GIL does to pure Python.' },
      ],
    };
  },
  tries: [
    { label: 'one thread only', scenario: { cores: 4, threads: hogs(1, 200_000) } },
    { label: 'sixteen cores', scenario: { cores: 16, threads: hogs(4, 50_000) } },
    { label: 'Python without a GIL', compare: [{ runtime: 'cpython-3.14t' }] },
  ],
  measurable: true,
};

const interval: Lesson = {
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

const SERVER = {
  name: 'server',
  repeat: 15,
  ops: [
    { op: 'wait', us: 50 },
    { op: 'python', us: 20 },
    { op: 'wait', us: 0 },
    { op: 'python', us: 10 },
  ],
};

const convoy: Lesson = {
  name: 'convoy',
  setUp: { scenario: { cores: 2, threads: [...hogs(1, 400_000), SERVER] }, compare: GIL },
  question:
    'A server thread needs 80 µs for a request. Beside it a thread computes in pure Python and never blocks. How long does a request take now?',
  asks: 'Time of a request',
  axis: SPAN,
  find(runs) {
    const run = runs.at(-1);
    const polite = run?.polite;
    if (run === undefined || polite == null) return null;
    const slow = polite.passUs > 2 * polite.aloneUs;
    const why = slow
      ? `Whenever the ${polite.name} waits for something it lets the lock go, another thread takes it, and coming back costs a switch interval of ${duration(run.intervalUs)}: ${duration(polite.waitUs)} of waiting in a request.`
      : run.locks
        ? `Nobody kept the lock from the ${polite.name}: it waited ${duration(polite.waitUs)} for it in a request.`
        : `${run.label} has no global lock, so the ${polite.name} ran whenever it was ready.`;
    return {
      truth: polite.passUs,
      why,
      more: slow
        ? [
            `Alone a request takes ${duration(polite.aloneUs)}, so this is ${times(polite.passUs / polite.aloneUs)} as long, although there are ${some(run.cores, 'core')}.`,
            'This is the convoy effect: letting go is polite, and the thread that never does wins.',
            'A shorter interval helps the server and costs the other thread more switches; a process of its own for the computation helps both.',
          ]
        : [
            `Alone a request takes ${duration(polite.aloneUs)}; here it took ${times(polite.passUs / polite.aloneUs)} as long.`,
          ],
      intuitions: [
        {
          near: 80,
          words: 'The server hardly computes and has a core of its own, but it needs the lock as well.',
        },
        {
          near: 160,
          words:
            'Two threads, each half the speed: a fair share, but the lock is not shared by the microsecond.',
        },
        { near: run.intervalUs, words: 'One interval for coming back: that is the least a busy lock costs.' },
      ],
    };
  },
  tries: [
    { label: 'an interval of 0.5 ms', compare: [{ runtime: 'cpython-3.12', interval: '500' }] },
    { label: 'an interval of 20 ms', compare: [{ runtime: 'cpython-3.12', interval: '20000' }] },
    { label: 'no busy thread', scenario: { cores: 2, threads: [SERVER] } },
    { label: 'no GIL', compare: [{ runtime: 'cpython-3.14t' }] },
  ],
  measurable: true,
};

const TURNS = {
  unit: 'time',
  min: 50_000,
  max: 500_000,
  log: false,
  ticks: [100_000, 200_000, 300_000, 400_000, 500_000],
} as const;

const python27: Lesson = {
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
    const why =
      wasted > 0.1
        ? `${capital(cores)} the threads fought: the lock changed hands ${run.handoffs.toLocaleString('en')} times, and every fight for it takes time in which nobody computes.`
        : `${capital(cores)} the lock changed hands only ${run.handoffs} times, so next to nothing was lost.`;
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
        `The work itself is ${duration(run.oneThreadUs)}${wasted > 0.1 ? `; ${percent(wasted)} came on top` : ''}.`,
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

/** One thread for each interpreter, or all in the first. */
const hogsIn = (interpreters: number) =>
  Array.from({ length: 4 }, (_, i) => ({
    name: `hog ${i + 1}`,
    interpreter: i % interpreters,
    ops: [{ op: 'python', us: 50_000 }],
  }));

const noGil: Lesson = {
  name: 'no-gil',
  setUp: {
    scenario: { cores: 4, threads: hogsIn(4) },
    compare: [...GIL, { runtime: 'cpython-3.14t' }, { runtime: 'subinterpreters' }],
  },
  question:
    'The four threads of the first lesson again, now in free-threaded Python 3.14, which has no GIL. How many times faster than with one?',
  asks: 'Times as fast as with a GIL',
  axis: FACTOR,
  find(runs) {
    const [first, second] = runs;
    if (first === undefined || second === undefined) return null;
    const price = second.oneThreadUs / first.oneThreadUs - 1;
    const own = runs.find(({ scenario }) => scenario.runtime === 'subinterpreters');
    return {
      truth: first.wallUs / second.wallUs,
      why: lockDid(second),
      more: [
        ...(price > 0.005 ? [`Each thread by itself takes ${percent(price)} longer.`] : []),
        ...(second.locks
          ? []
          : [
              'That price is assumed from Python’s documentation: about 40 % in 3.13; in 3.14 from 1 % to 8 %, by platform.',
            ]),
        ...(own === undefined
          ? []
          : [
              waited(own)
                ? 'Sub-interpreters have a lock each, but threads in the same one still share it.'
                : `Sub-interpreters have a lock each and finished ${times(first.wallUs / own.wallUs)} as fast as with one GIL; but they share no objects, so data must be copied or sent.`,
            ]),
      ],
      intuitions: [
        {
          near: first.cores,
          words: 'A core for each thread: nearly, for every thread pays a little for having no lock.',
        },
        { near: 1, words: 'As with a GIL: but here nobody has to stand in line.' },
      ],
    };
  },
  tries: [
    { label: 'free-threaded 3.13', compare: [...GIL, { runtime: 'cpython-3.13t' }] },
    { label: 'two cores', scenario: { cores: 2, threads: hogsIn(4) } },
    {
      label: 'sub-interpreters, but all threads in one',
      scenario: { cores: 4, threads: hogsIn(1) },
      compare: [...GIL, { runtime: 'subinterpreters' }],
    },
  ],
  measurable: false,
};

export const LOCK_LESSONS = { oneLock, interval, convoy, python27, noGil };
