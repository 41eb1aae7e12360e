// The pure parts of the scaling view: how a Scenario is varied, and what becomes of the answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Report } from '../src/run/report.ts';
import {
  blasRuns,
  choicesOf,
  intervalRuns,
  simulable,
  threadCounts,
  threadRuns,
} from '../src/scaling/plan.ts';
import { aboutAmdahl, threadPlot, waitPlot } from '../src/scaling/plot.ts';
import { amdahl, type Point, pointOf } from '../src/scaling/point.ts';
import { largestGroup, passesOf, shortened, withBlas, withThreads } from '../src/scaling/vary.ts';
import type { Doubt, Scenario, Vocabulary } from '../src/wasm/core.ts';
import { simulate, VOCABULARY } from './core.ts';
import { DEFAULTS } from './vocabulary.ts';

const ops: Scenario['threads'][number]['ops'] = [
  { op: 'python', us: 10 },
  { op: 'kernel', name: 'qr', n: 64, gil: 'releases', blas_threads: 1, backend: 'auto' },
];

const group = fc.record({
  name: fc.constant('worker'),
  count: fc.integer({ min: 1, max: 64 }),
  repeat: fc.integer({ min: 1, max: 5000 }),
  interpreter: fc.constant(0),
  ops: fc.constant(ops),
});
const SCENARIO: Scenario = { ...DEFAULTS, runtime: 'cpython-3.12' };
const scenarios: fc.Arbitrary<Scenario> = fc
  .array(group, { minLength: 1, maxLength: 3 })
  .map((threads) => ({ ...SCENARIO, threads }));
const counts = fc.integer({ min: 1, max: 64 });

const totals = ({ threads }: Scenario) => threads.map(({ count, repeat }) => count * repeat);
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

test('shared work is the same however many threads share it, and none has two passes more than another', () => {
  fc.assert(
    fc.property(scenarios, counts, (scenario, count) => {
      const varied = withThreads(scenario, 0, count, 'all');
      assert.equal(sum(totals(varied)), sum(totals(scenario)));
      const own = varied.threads.slice(0, varied.threads.length - scenario.threads.length + 1);
      assert.equal(sum(own.map((part) => part.count)), Math.min(count, passesOf(scenario, 0)));
      const repeats = own.map(({ repeat }) => repeat);
      assert.ok(Math.max(...repeats) - Math.min(...repeats) <= 1);
    }),
  );
});

test('kept work grows with the threads, and the other groups stay as they are', () => {
  fc.assert(
    fc.property(scenarios, counts, (scenario, count) => {
      const { threads } = withThreads(scenario, 0, count, 'each');
      assert.deepEqual(threads[0], { ...scenario.threads[0], count });
      assert.deepEqual(threads.slice(1), scenario.threads.slice(1));
    }),
  );
});

test('BLAS threads are changed in the kernels of one group, and nowhere else', () => {
  fc.assert(
    fc.property(scenarios, counts, (scenario, inside) => {
      const varied = withBlas(scenario, 0, inside, 'pool');
      assert.equal(varied.blas, 'pool');
      assert.deepEqual(varied.threads[0]?.ops, [ops[0], { ...ops[1], blas_threads: inside }]);
      assert.deepEqual(varied.threads.slice(1), scenario.threads.slice(1));
    }),
  );
});

test('a short Scenario stays whole, a long one keeps its threads and loses repeats', () => {
  fc.assert(
    fc.property(scenarios, fc.integer({ min: 1, max: 100_000 }), (scenario, most) => {
      const operations = (of: Scenario) => ops.length * sum(totals(of));
      const short = shortened(scenario, most);
      if (operations(scenario) <= most) assert.equal(short, scenario);
      const least = ops.length * sum(scenario.threads.map(({ count }) => count));
      assert.ok(operations(short) <= Math.max(most, most + least));
      assert.ok(short.threads.every(({ repeat }) => repeat >= 1));
    }),
  );
});

test('the largest group has no smaller number of threads than any other', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const most = Math.max(...scenario.threads.map(({ count }) => count));
      assert.equal(scenario.threads[largestGroup(scenario)]?.count, most);
    }),
  );
});

test('Amdahl: all serial is one, nothing serial is ideal, more threads never hurt, and 1 ÷ s is never passed', () => {
  assert.equal(amdahl(1, 64), 1);
  assert.equal(amdahl(0, 64), 64);
  assert.ok(Math.abs(amdahl(0.1, 8) - 1 / (0.1 + 0.9 / 8)) < 1e-12);
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), counts, (serial, count) => {
      assert.ok(amdahl(serial, count + 1) >= amdahl(serial, count) - 1e-9);
      assert.ok(amdahl(serial, count) <= Math.min(1 / serial, count) + 1e-9);
    }),
  );
});

test('no count is above what there is to share, and this machine’s cores are among them', () => {
  fc.assert(
    fc.property(scenarios, counts, (scenario, here) => {
      const lines = [{ title: 'one', scenario }];
      const choices = choicesOf({ group: 0, sharing: 'all' }, lines);
      const found = threadCounts(scenario, choices, here);
      const passes = passesOf(scenario, 0);
      assert.ok(found.every((count) => count <= Math.min(64, passes)));
      assert.equal(found.includes(here), here <= passes);
      assert.deepEqual(
        found,
        found.toSorted((a, b) => a - b),
      );
      assert.ok(passesOf(simulable(scenario, choices), 0) >= 1);
      assert.equal(new Set(blasRuns({ title: '', scenario }, choices).map(({ key }) => key)).size > 0, true);
    }),
  );
});

const DOUBT: Doubt = { code: 'hidden', sentence: 'the tab was hidden', value: 1, limit: 0, again: true };
const POINT: Point = { speedup: 2, wallUs: 1, serial: 0.5, bound: 4, waitUs: null, doubts: [] };

test('a chart shows what was answered, nothing else; a measurement out of sight is not shown', () => {
  const threads = [2, 1].map((count) => ({ name: 'worker', count, repeat: 1, interpreter: 0, ops }));
  const scenario: Scenario = { ...SCENARIO, threads };
  const lines = [{ title: 'one', scenario }];
  const choices = choicesOf({ group: 0 }, lines);
  const simulated = threadRuns(lines, choices, [1, 2, 4], 'simulated');
  const measured = threadRuns(lines, choices, [1, 2], 'measured');
  const key = (of: typeof measured, x: number) => of.find((run) => run.x === x)?.key ?? '';
  const answers = new Map([
    [key(simulated, 2), POINT],
    [key(measured, 1), { ...POINT, speedup: 1 }],
    [key(measured, 2), { ...POINT, doubts: [DOUBT] }],
  ]);
  const { curves } = threadPlot({ lines, counts: [1, 2, 4], simulated, measured }, answers);
  assert.deepEqual(curves.find(({ name }) => name === 'one, measured')?.none, [false, true, false]);
  const shown = Object.fromEntries(curves.map(({ name, ys }) => [name, ys]));
  assert.deepEqual(shown, {
    'one, simulated': [null, 2, null],
    'one, measured': [1, null, null],
    'Amdahl’s formula for one': [null, amdahl(0.5, 3), null],
    ideal: [2, 3, 5],
  });
});

test('Amdahl’s line belongs to one run, which it names', () => {
  const threads = [{ name: 'worker', count: 1, repeat: 1, interpreter: 0, ops }];
  const lines = ['A', 'B'].map((title) => ({
    title,
    scenario: { ...SCENARIO, seed: title === 'A' ? 1 : 2, threads },
  }));
  const simulated = threadRuns(lines, choicesOf({ group: 0 }, lines), [1, 2, 4], 'simulated');
  // A leaves less serial at two threads, B where most are.
  const serial: Record<string, number> = {
    '0 1': 1,
    '0 2': 0.1,
    '0 4': 0.5,
    '1 1': 1,
    '1 2': 0.3,
    '1 4': 0.2,
  };
  const answers = new Map(
    simulated.map(({ key, line, x }) => [
      key,
      { ...POINT, serial: serial[`${line} ${x}`] ?? 1, bound: 4 + line },
    ]),
  );
  const { curves } = threadPlot({ lines, counts: [1, 2, 4], simulated, measured: [] }, answers);
  const line = curves.find(({ name }) => name.startsWith('Amdahl'));
  assert.equal(line?.name, 'Amdahl’s formula for B');
  assert.deepEqual(line.ys, [1, amdahl(0.3, 2), amdahl(0.2, 4)]);
  assert.match(
    aboutAmdahl(lines, simulated, answers),
    /drawn for B, .*20\.0 % at 4 threads.*exceeds there is 5\.00×/,
  );
});

test('no simulated curve of any preset is above ideal, whatever teams of BLAS threads it has', () => {
  for (const preset of VOCABULARY.presets) {
    const lines = preset.compare.map((runtime) => {
      const asked = JSON.stringify({ ...preset.scenario, runtime });
      return { title: runtime, scenario: simulate(asked).head.scenario };
    });
    const counts = [1, 3, 16, 64];
    const simulated = threadRuns(lines, choicesOf({}, lines), counts, 'simulated');
    const answers = new Map<string, Point>();
    for (const { key, scenario } of simulated) {
      try {
        answers.set(key, pointOf(simulate(JSON.stringify(scenario)), VOCABULARY));
      } catch (thrown) {
        assert.match(String(thrown), /too long to simulate/);
      }
    }
    assert.ok(answers.size > simulated.length / 2);
    const { curves } = threadPlot({ lines, counts, simulated, measured: [] }, answers);
    const best = curves.find(({ name }) => name === 'ideal')?.ys ?? [];
    for (const { name, ys } of curves.filter(({ mark }) => mark === 'dot')) {
      for (const [i, y] of ys.entries()) {
        assert.ok((y ?? 0) <= 1.0001 * (best[i] ?? 0), `${preset.name}, ${name}: ${y} > ${best[i]}`);
      }
    }
  }
});

test('where nobody waited the chart knows that, and is not taken to have no answer yet', () => {
  const lines = [{ title: 'one', scenario: { ...SCENARIO, threads: [] } }];
  const runs = intervalRuns(lines, choicesOf({}, lines));
  const answers = [POINT, { ...POINT, waitUs: 7 }, { ...POINT, waitUs: 0 }];
  const [curve] = waitPlot(
    lines,
    runs,
    new Map(answers.map((point, i) => [runs[i]?.key ?? '', point])),
  ).curves;
  assert.deepEqual(curve?.ys.slice(0, 4), [null, 7, null, null]);
  assert.deepEqual(curve?.none?.slice(0, 4), [true, false, true, false]);
});

test('the most polite thread is the one that held the lock least, and waits for the pool are none for the lock', () => {
  const words: Pick<Vocabulary, 'states' | 'causes'> = {
    states: ['python', 'kernel-held', 'gil-wait'],
    causes: ['bytecode', 'pool-lock'],
  };
  const lane = (spans: [state: number, us: number, cause?: number][]) => ({
    count: spans.length,
    state: Uint8Array.from(spans, ([state]) => state),
    startUs: new Float64Array(spans.length),
    endUs: Float64Array.from(spans, ([, us]) => us),
    cause: Int8Array.from(spans, ([, , cause]) => cause ?? -1),
  });
  const report = (...lanes: object[]) =>
    ({
      head: { metrics: {}, environment: {}, lanes: lanes.map(() => ({ parent: null })) },
      lanes,
    }) as unknown as Report;
  const hog = lane([
    [0, 100],
    [2, 7, 0],
  ]);
  const polite = lane([
    [0, 1],
    [2, 5, 0],
    [2, 900, 1],
    [2, 2, 0],
    [2, 4, 0],
    [0, 1],
    [2, 4, 0],
  ]);
  assert.equal(pointOf(report(hog, polite), words).waitUs, 5);
  assert.equal(pointOf(report(lane([[0, 1]])), words).waitUs, null);
});
