import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../src/lessons/catalogue/evidence.ts';
import { hogs, type Lesson, type SetUp, workers } from '../src/lessons/catalogue/lesson.ts';
import { opsOf } from '../src/lessons/catalogue/ops.ts';
import { CATALOGUE, lessonOf } from '../src/lessons/catalogue.ts';
import { readRuns, reply } from '../src/lessons/reading.ts';
import { VOCABULARY } from './core.ts';
import { evidence, reading, settingsFor } from './lesson-runs.ts';

const RUNTIMES = VOCABULARY.runtimes.map(({ name }) => name);

/** Where a waiter asks for the lock once its interval is over. */
const BY_REQUEST = ['cpython-3.9', 'cpython-3.12', 'subinterpreters'];

const A_GIL = [...BY_REQUEST, 'cpython-2.7'];

/** The lesson, each of its dials, and what a reader may make of each in the form or the JSON. */
function changes(lesson: Lesson): Partial<SetUp>[] {
  return [{}, ...lesson.tries].flatMap((change) => {
    const { scenario, compare } = { ...lesson.setUp, ...change };
    const edits: Partial<SetUp>[] = [
      { scenario },
      ...[1, 2, 16].map((cores) => ({ scenario: { ...scenario, cores } })),
      ...[50, 500, 100_000].map((us) => ({ scenario: { ...scenario, switch_interval_us: us } })),
      ...[1, 2].map((count) => ({
        scenario: { ...scenario, threads: scenario.threads.slice(0, 1).map((one) => ({ ...one, count })) },
      })),
      {
        scenario: {
          cores: 4,
          threads: workers({ name: 'qr', n: 64, gil: 'holds', us: 20_000 }, { count: 3 }),
        },
      },
      {
        scenario: { cores: 4, threads: workers({ name: 'qr', n: 64, gil: 'releases', us: 2 }, { count: 3 }) },
      },
      { scenario: { cores: 2, threads: hogs(3, 2000) } },
    ];
    const answerers = [
      compare,
      ...RUNTIMES.flatMap((runtime) => [[{ runtime }], [...compare, { runtime }]]),
      ...RUNTIMES.flatMap((runtime) =>
        compare.map((_, at) => compare.map((each, i) => (i === at ? { ...each, runtime } : each))),
      ),
    ];
    return edits.flatMap((edit) => answerers.map((by) => ({ ...edit, compare: by })));
  });
}

/** What must hold where words are found: of the runs that they speak of. */
const LAWS: readonly { words: RegExp; need: string; holds(runs: readonly Evidence[]): boolean }[] = [
  {
    words: /switch interval|The interval is|thread asks|[Nn]obody (had )?asked|asked for it|convoy/,
    need: 'a run by request',
    holds: (runs) => runs.some(({ runtime }) => BY_REQUEST.includes(runtime)),
  },
  {
    words: /the end of a loop’s round/,
    need: 'checkpoints in loops and calls only',
    holds: (runs) => runs.every(({ runtime }) => !['cpython-2.7', 'cpython-3.9'].includes(runtime)),
  },
  {
    words: /the GIL|or GIL|called the global|one GIL/,
    need: 'a GIL',
    holds: (runs) => runs.some(({ runtime }) => A_GIL.includes(runtime)),
  },
  {
    words: /\bboth\b|the others|took turns|ran at a time/i,
    need: 'more than one thread',
    holds: (runs) => runs.some(({ lanes }) => lanes > 1),
  },
  {
    words: /limits it now is|Cores, not threads|More cores will|wanted .* core|had no more to give/,
    need: 'more threads than cores',
    holds: (runs) => wanted(last(runs)) > last(runs).cores,
  },
  {
    words: /a core for (each|itself)|More threads will still/,
    need: 'a core for each thread',
    holds: (runs) => wanted(last(runs)) <= last(runs).cores,
  },
  { words: /\b0 times|\bno times/, need: 'never', holds: () => false },
  {
    words: /coming back costs/,
    need: 'a wait of about an interval',
    holds: (runs) => runs.every(({ polite, intervalUs }) => (polite?.waitUs ?? 0) > 0.9 * intervalUs),
  },
  {
    words: /done before that was over/,
    need: 'work shorter than the interval',
    holds: (runs) => runs.every(({ oneThreadUs, lanes, intervalUs }) => oneThreadUs / lanes < intervalUs),
  },
  {
    words: /(?<!one )\bthreads (ran|computed) at a time/,
    need: 'a gain',
    holds: (runs) => runs.some(({ speedup }) => speedup > 1.2),
  },
  {
    words: /One thread ran at a time|only one thread computed/,
    need: 'no gain',
    holds: (runs) => runs.some(({ speedup }) => speedup < 1.05),
  },
  {
    words: /^\S+ held the lock|NumPy held the lock/,
    need: 'kernels with the lock',
    holds: (runs) => last(runs).heldKernelUs > 0,
  },
  {
    words: /^\S+ (needs no Python|released the lock)|NumPy released the lock/,
    need: 'kernels without it',
    holds: (runs) => last(runs).releasedKernelUs > 0,
  },
  {
    words: /something else/,
    need: 'a measured run',
    holds: (runs) => runs.some(({ engine }) => engine === 'measured'),
  },
];

const last = (runs: readonly Evidence[]) => runs.at(-1) as Evidence;

/** How many threads want a core, those inside the kernels with them. */
function wanted(run: Evidence): number {
  return run.lanes * Math.max(1, ...opsOf(run).map((op) => (op.op === 'kernel' ? op.blas_threads : 1)));
}

for (const lesson of CATALOGUE) {
  test(`whatever the reader changes, nothing that is said contradicts the runs: ${lesson.name}`, () => {
    let spoken = 0;
    for (const change of changes(lesson)) {
      const runs = evidence(lesson, change);
      const said = readRuns(lesson, settingsFor(lesson, change), runs, []);
      const { finding, own, plainly } = said;
      const text = finding === null ? plainly : [finding.why, ...finding.more].join(' ');
      const where = `${JSON.stringify(change)}: ${text}`;
      if (finding !== null) spoken++;
      for (const { words, need, holds } of LAWS) {
        if (words.test(text)) assert.ok(holds(runs), `${words} needs ${need}; ${where}`);
      }
      assert.ok(text.split(/\s+/).length <= 120, where);
      assert.doesNotMatch(text, /undefined|NaN|null|Infinity/, where);
      for (const run of runs.filter(({ locks }) => !locks)) {
        if (finding === null && runs.length === 1)
          assert.match(text, /without a lock/, `${run.label}; ${where}`);
      }
      const { scenario, compare } = change;
      const unchanged =
        JSON.stringify(scenario) === JSON.stringify(lesson.setUp.scenario) &&
        JSON.stringify(compare) === JSON.stringify(lesson.setUp.compare) &&
        lesson.setUp.engine !== 'measured';
      assert.equal(own, unchanged, where);
      assert.equal(reply(lesson, lesson.intuitions[0]?.near ?? 1, said) !== null, unchanged, where);
    }
    assert.ok(spoken > lesson.tries.length, 'it speaks of more than nothing');
  });
}

test('another interpreter than the lesson’s own is told plainly', () => {
  for (const [name, runtime] of [
    ['one-lock', 'one-lock'],
    ['interval', 'cpython-2.7'],
    ['interval', 'one-lock'],
    ['interval', 'cpython-3.9'],
    ['convoy', 'cpython-2.7'],
    ['numpy-rule', 'cpython-3.14t'],
  ] as const) {
    const { finding, plainly } = reading(lessonOf(name), { compare: [{ runtime }] });
    assert.equal(finding, null, `${name}, ${runtime}`);
    assert.match(plainly, /took [\d.]+ m?s,? with/, plainly);
  }
});
