// Runs for tests: the core's golden Reports as the page reads them, and made-up ones of which everything is known.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type Report, type ReportWords, reportOf } from '../src/run/report.ts';
import { opened } from './saving.ts';

type Runtime = ReportWords['runtimes'][number];

function runtime(name: Runtime['name'], label: string, by: Runtime['switch']): Runtime {
  return { name, label, locks: true, switch: by, checkpoints: 'loops-and-calls' };
}

export const WORDS = {
  states: ['python', 'kernel-held', 'kernel-released', 'gil-wait', 'io', 'runnable', 'blas'],
  events: ['take', 'drop', 'drop-request', 'tick', 'forced-switch'],
  causes: ['bytecode', 'kernel', 'lost-race', 'forced-switch', 'pool-lock'],
  runtimes: [
    runtime('one-lock', 'One lock', 'never'),
    runtime('cpython-2.7', '2.7', 'ticks'),
    { ...runtime('cpython-3.9', '3.9', 'request'), checkpoints: 'instructions' },
    runtime('cpython-3.12', '3.12', 'request'),
    runtime('subinterpreters', 'Sub-interpreters', 'request'),
    { ...runtime('cpython-3.14t', '3.14t', 'never'), locks: false },
  ],
} satisfies ReportWords;

/** Where a word stands in the list; -1 where it does not. */
export const numberOf = (words: readonly string[], word: string): number => words.indexOf(word);

export interface Span {
  state: string;
  start_us: number;
  end_us: number;
  op?: number;
  rep?: number;
  cause?: { kind: string; holder: number };
}
export interface Happened {
  t_us: number;
  lane: number;
  kind: string;
  to?: number | null;
}

/** What a test says of a run; the rest is filled in. */
interface Said {
  lanes: { name: string; thread: number; spans: Span[] }[];
  events: Happened[];
  scenario: { runtime: string; threads: object[] };
}

/** A Report's JSON as the core hands it to the page. */
export function read({ lanes, events, scenario, ...said }: Said): Report {
  const groups = scenario.threads.map((group, thread) => {
    const own = lanes.filter((lane) => lane.thread === thread);
    const spans = own.flatMap((lane) => lane.spans);
    const most = (of: (span: Span) => number | undefined) =>
      Math.max(0, ...spans.map((span) => of(span) ?? 0));
    const ops = Array.from({ length: most(({ op }) => op) + 1 }, () => ({ op: 'python', us: 1 }));
    return {
      name: own.length === 1 ? own[0]?.name : 'worker',
      count: own.length,
      repeat: most(({ rep }) => rep) + 1,
      ...group,
      ops: 'ops' in group && Array.isArray(group.ops) && group.ops.length > 0 ? group.ops : ops,
    };
  });
  const whole = {
    engine: 'simulated',
    one_thread_us: 0,
    clock_error_us: 0,
    environment: { cores: 2, isolation: 'simulated' },
    metrics: { gil_held: 0, handoffs: 0, forced_switches: 0 },
    residuals: [],
    ...said,
    scenario: { ...scenario, threads: groups },
    lanes: lanes.map((lane) => {
      const index = lanes.filter(({ thread }) => thread === lane.thread).indexOf(lane);
      return {
        index,
        parent: null,
        worker: null,
        ...lane,
        spans: lane.spans.map((span) => ({ op: 0, rep: 0, ...span })),
      };
    }),
    events: events.map((event) => ({ to: null, ...event })),
  };
  return reportOf(opened(JSON.stringify(whole)), WORDS);
}

/** What the core says of the same run, to hold the page's numbers against. */
interface Golden {
  name: string;
  report: Report;
  metrics: {
    gil_held: number;
    handoffs: number;
    handoffs_by: { forced: number; tick: number };
    lanes: Record<'held' | 'waiting' | 'free' | 'running' | 'no_core' | 'blocked' | 'pool', number>[];
  };
}

export const GOLDEN: readonly Golden[] = ['crowded', 'interpreters', 'ticks'].map((name) => {
  const file = new URL(`../../../tests/golden/reports/${name}.report.json`, import.meta.url);
  const json = JSON.parse(readFileSync(file, 'utf8'));
  return { name, report: reportOf(opened(JSON.stringify(json)), WORDS), metrics: json.metrics };
});

/** Lanes that hold one lock in turn, wait for it in between or compute without it. */
const turns = fc.array(
  fc.record({
    lane: fc.integer({ min: 0, max: 3 }),
    freeUs: fc.integer({ min: 0, max: 3 }),
    heldUs: fc.integer({ min: 1, max: 9 }),
    forced: fc.boolean(),
    waits: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);

export const runs: fc.Arbitrary<Report> = turns.map((turns) => {
  const lanes: { name: string; thread: number; parent: null; spans: Span[] }[] = [0, 1, 2, 3].map((i) => ({
    name: `worker ${i + 1}`,
    thread: 0,
    parent: null,
    spans: [],
  }));
  const events: Happened[] = [];
  let nowUs = 0;
  for (const { lane, freeUs, heldUs, forced, waits } of turns) {
    const startUs = nowUs + freeUs;
    const spans = lanes[lane]?.spans ?? [];
    const start_us = spans.at(-1)?.end_us ?? 0;
    const rep = spans.length;
    const between = { rep, start_us, end_us: startUs };
    if (startUs > start_us) {
      spans.push(
        waits
          ? { ...between, state: 'gil-wait', cause: { kind: 'bytecode', holder: 0 } }
          : { ...between, state: 'kernel-released' },
      );
    }
    nowUs = startUs + heldUs;
    spans.push({ rep, start_us: startUs, end_us: nowUs, state: 'python' });
    events.push({ t_us: startUs, lane, kind: 'take' }, { t_us: nowUs, lane, kind: 'drop' });
    if (forced) events.push({ t_us: nowUs, lane, kind: 'forced-switch' });
  }
  const threads = [{ name: 'worker', interpreter: 0, ops: [] }];
  return read({ lanes, events, scenario: { runtime: 'cpython-3.12', threads } });
});
