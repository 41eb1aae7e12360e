// The convoy: a server that blocks now and then beside a thread that never does. Invariant: as in lesson.ts.
import { duration, times } from '../../base/format.ts';
import type { Evidence } from './evidence.ts';
import { GIL, hogs, type Lesson, SPAN, some } from './lesson.ts';

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

/** A wait this close to the interval is one of it. */
const NEARLY = 0.9;
/** A share of a request from here on is worth a sentence. */
const NOTED = 0.05;

/** One server that waits and computes, and else only threads of pure Python. */
function isServed(run: Evidence): boolean {
  const servers = run.scenario.threads.filter(({ ops }) => ops.some(({ op }) => op !== 'python'));
  return servers.length === 1 && servers[0]?.count === 1 && run.polite !== null;
}

export const lesson: Lesson = {
  name: 'convoy',
  setUp: { scenario: { cores: 2, threads: [...hogs(1, 400_000), SERVER] }, compare: GIL },
  question:
    'A server thread needs 80 µs for a request. Beside it a thread computes in pure Python and never blocks. How long does a request take now?',
  asks: 'Time of a request',
  axis: SPAN,
  about: (runs) => runs.every(isServed),
  find(runs) {
    const run = runs.at(-1);
    const polite = run?.polite;
    if (run === undefined || polite == null) return null;
    const lost = run.locks && polite.passUs > 2 * polite.workUs && polite.waitUs >= NEARLY * run.intervalUs;
    // A busy thread that is done early leaves some requests to wait and others not: no word is true of both.
    if (run.locks && run.lanes > 1 && !lost) return null;
    return {
      truth: polite.passUs,
      why: lost
        ? `Whenever the ${polite.name} waits for something it releases the lock, another thread takes it, and getting it back costs a switch interval of ${duration(run.intervalUs)} or more: ${duration(polite.waitUs)} of waiting in a request.`
        : run.locks
          ? `The ${polite.name} got the lock whenever it needed it: it waited ${duration(polite.waitUs)} in a request.`
          : `${run.label} has no global lock, so the ${polite.name} never waited for one.`,
      more: lost
        ? [
            `The work of a request is ${duration(polite.workUs)}; it took ${times(polite.passUs / polite.workUs)} as long on ${some(run.cores, 'core')}.`,
            'This is the convoy effect: releasing the lock is polite, and the thread that never does it wins.',
            ...(run.engine === 'simulated'
              ? [
                  'The operating system adds a tail that is not simulated: single waits of 7 to 129 ms were measured.',
                ]
              : []),
            'A shorter interval helps the server and costs the other thread more switches; a process of its own for the computation helps both.',
          ]
        : [
            `The work of a request is ${duration(polite.workUs)}; it took ${duration(polite.passUs)}.`,
            ...(polite.wakeUs > NOTED * polite.passUs
              ? [
                  `For ${duration(polite.wakeUs)} of that what it waited for was over, and the operating system had yet to wake the thread.`,
                ]
              : []),
          ],
    };
  },
  intuitions: [
    {
      near: 80,
      words: 'The server hardly computes and has a core of its own, but it needs the lock as well.',
    },
    {
      near: 160,
      words: 'Two threads, each half the speed: a fair share, but the lock is not shared by the microsecond.',
    },
    { near: 5000, words: 'One interval for coming back: that is the least a busy lock costs.' },
  ],
  tries: [
    { label: 'an interval of 0.5 ms', compare: [{ runtime: 'cpython-3.12', interval: '500' }] },
    { label: 'an interval of 20 ms', compare: [{ runtime: 'cpython-3.12', interval: '20000' }] },
    { label: 'no busy thread', scenario: { cores: 2, threads: [SERVER] } },
    { label: 'no GIL', compare: [{ runtime: 'cpython-3.14t' }] },
  ],
  rule: {
    does: 'Do',
    words: 'keep heavy Python out of a process that must answer fast; give it a process of its own.',
    holds: (own, tried) => own.truth > 5000 && tried('no busy thread').truth < 500,
  },
  measurable: true,
};
