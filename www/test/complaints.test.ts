import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { print } from '../src/builder/print.ts';
import { scenarioText, withScenario } from '../src/builder/question.ts';
import { fieldOf } from '../src/question/complaints.ts';
import { isOfScenario, mended } from '../src/question/numbers.ts';
import { asksOf, DEFAULTS, type Settings, withCores } from '../src/question/settings.ts';
import { draft } from './scenarios.ts';
import { VOCABULARY } from './vocabulary.ts';

const ONE_LOCK = { runtime: 'one-lock' };

test('the core’s sentences find their field in the form', () => {
  const cases: [string, string][] = [
    ['n of kernel "qr" is 0: choose a value from 2 to 1024', 'n'],
    ['count of thread "worker" is 1000000000: choose a value from 1 to 1024', 'threads'],
    ['the number of threads (the sum of count) is 0: choose a value from 1 to 1024', 'threads'],
    ['repeat of thread "worker" is 0: choose a value from 1 to 10000000', 'repeat'],
    ['the number of operations (count × repeat × ops) is 4: choose', 'repeat'],
    ['kernel "foo" is not known: use one of lu, qr', 'kernel'],
    [
      'this needs 300 MiB of memory, and only 109 MiB is available here: the largest n that fits is 500, or simulate it',
      'n',
    ],
    [
      'this needs 119 MiB of memory, and only 109 MiB is available here: at most 14 threads fit at n = 256, or simulate it',
      'threads',
    ],
    ['cores is 5000: choose a value from 1 to 1024', 'cores'],
    ['runtime is "ruby", which isn\'t an interpreter: use one of one-lock, cpython-2.7', 'compare.0.runtime'],
    ['something else', ''],
  ];
  for (const [message, field] of cases) assert.equal(fieldOf(message, DEFAULTS, 0, ONE_LOCK), field, message);
});

const SCENARIO = print({
  threads: [
    {
      name: 'hog',
      count: 0,
      ops: [
        { op: 'python', us: 5 },
        { op: 'python', us: -1 },
      ],
    },
    {
      name: 'a "kernel" is here',
      ops: [
        { op: 'kernel', name: 'qr', n: 64, batch: 0 },
        { op: 'kernel', name: 'qr', n: 1 },
        { op: 'kernel', name: 'qr', shape: [4, 5000] },
        { op: 'kernel', name: 'det' },
        { op: 'kernel', name: 'det', shape: [3, 4] },
        { op: 'kernel', name: 'lstsq', n: 8, gil: 'numpy' },
        { op: 'kernel', name: 'foo', n: 8 },
      ],
    },
    { name: 'idle', ops: [] },
    { name: 'a name that is much longer than anything shown', repeat: 0, ops: [{ op: 'wait', us: 1e9 }] },
  ],
});
const OWN: Settings = { ...DEFAULTS, scenario: SCENARIO };

test('the core’s sentences find their field in a Scenario by name and value', () => {
  const cases: [string, string][] = [
    ['count of thread "hog" is 0: choose a value from 1 to 1024', 'threads.0.count'],
    ['us of a python op of thread "hog" is -1: choose a value from 0 to 60000000', 'threads.0.ops.1.us'],
    ['batch of kernel "qr" is 0: choose a value from 1 to 4096', 'threads.1.ops.0.batch'],
    ['n of kernel "qr" is 1: choose a value from 2 to 1024', 'threads.1.ops.1.n'],
    ['n, the columns in shape, of kernel "qr" is 5000: choose a value from 2 to 1024', 'threads.1.ops.2.n'],
    ['kernel "det" has no size: give it "n": 256 or', 'threads.1.ops.3.n'],
    ['shape of kernel "det" is [3, 4], but it takes square arrays only: use [4, 4]', 'threads.1.ops.4.n'],
    ['gil of kernel "lstsq" is "numpy", but no rule is known for its call: use', 'threads.1.ops.5.gil'],
    ['kernel "foo" is not known: use one of lu, qr', 'threads.1.ops.6.name'],
    ['ops of thread "idle" is empty: give it at least 1 operation', 'threads.2.ops'],
    ['repeat of thread "a name that is much …n anything shown" is 0: choose', 'threads.3.repeat'],
    ['count of thread "a "kernel" is here" is 1: choose', 'threads.1.count'],
    ['threads is empty: a Scenario needs at least 1 thread', 'threads'],
    ['the number of operations (count × repeat × ops) is 4: choose', 'threads'],
    ['switch_interval_us is 0: choose a value from 1 to 10000000', 'switch_interval_us'],
    ['the Scenario cannot be read: unknown field `colour`, expected', 'scenario'],
    [
      'name of thread "a name that is much …n anything shown" is 201 letters long: use at most 200',
      'threads.3.name',
    ],
    ['the number of threads with BLAS helpers (the sum of count × blas_threads) is 65536: choose', 'threads'],
    ['this run has more than 100 different operations, and each is timed alone before it: use', 'threads'],
  ];
  for (const [message, field] of cases) {
    assert.equal(fieldOf(message, OWN, 0, ONE_LOCK), field, message);
    assert.ok(isOfScenario(field), field);
  }
});

test('what a run changed for itself is complained about at the run', () => {
  const run = { runtime: 'one-lock', n: '0', cores: '0', interval: '0' };
  const cases: [string, string][] = [
    ['n of kernel "qr" is 0: choose a value from 2 to 1024', 'compare.2.n'],
    ['cores is 0: choose a value from 1 to 1024', 'compare.2.cores'],
    ['switch_interval_us is 0: choose a value from 1 to 10000000', 'compare.2.interval'],
  ];
  for (const [message, field] of cases) {
    for (const settings of [DEFAULTS, OWN, { ...DEFAULTS, preset: 'two-hogs' }]) {
      assert.equal(fieldOf(message, settings, 2, run), field, message);
    }
  }
});

test('whatever is no number is named with its value and an example, and the core gets numbers to judge', () => {
  const numbers = /^(cores|seed|.*_us|check_interval|count|repeat|interpreter|us|n|batch|blas_threads)$/;
  fc.assert(
    fc.property(draft, (of) => {
      const { fields, misfits } = mended(of, VOCABULARY);
      const walk = (value: unknown, key: string): void => {
        if (Array.isArray(value)) for (const item of value) walk(item, key === 'shape' ? 'n' : '');
        else if (value !== null && typeof value === 'object')
          for (const [k, v] of Object.entries(value)) walk(v, k);
        else if (numbers.test(key)) assert.equal(typeof value, 'number');
      };
      const { note: _, threads, ...own } = fields as Record<string, unknown>;
      walk(own, '');
      walk(
        (threads as { colour?: unknown }[]).map(({ colour: _, ...thread }) => thread),
        '',
      );
      for (const { field, message } of misfits) {
        assert.ok(isOfScenario(field), field);
        assert.match(
          message,
          / is (empty|nothing|".*"|-?[\d.e+-]+): choose a (whole )?number.*, for example \d+\.$/,
        );
      }
    }),
  );
});

test('text that is no JSON is complained about at the JSON and runs nothing', () => {
  const { asks, complaints } = asksOf({ ...DEFAULTS, scenario: '{ "threads": [' }, VOCABULARY);
  assert.deepEqual(asks, []);
  assert.deepEqual(
    complaints.map(({ field }) => field),
    ['scenario'],
  );
});

test('a Scenario with something that is no number is asked with an example in its place', () => {
  const scenario = '{"threads": [{"name": "hog", "count": "ab", "ops": [{"op": "python", "us": ""}]}]}';
  const { asks, complaints } = asksOf({ ...DEFAULTS, scenario }, VOCABULARY);
  assert.deepEqual(complaints, [
    {
      field: 'threads.0.ops.0.us',
      message: 'us of a python op of thread "hog" is empty: choose a number, for example 2000.',
    },
    {
      field: 'threads.0.count',
      message: 'count of thread "hog" is "ab": choose a whole number from 1 to 1024, for example 4.',
    },
  ]);
  assert.equal(JSON.parse(asks[0]?.scenario ?? '').threads[0].count, 4);
});

test('to begin editing changes nothing that is asked', () => {
  const starts: Settings[] = [
    DEFAULTS,
    {
      ...DEFAULTS,
      cores: '8',
      n: '64',
      compare: [{ runtime: 'one-lock' }, { runtime: 'cpython-3.12', n: '32' }],
    },
    { ...DEFAULTS, preset: 'two-hogs', compare: null },
    { ...DEFAULTS, preset: 'two-hogs', compare: null, cores: '7' },
    { ...OWN, cores: '3' },
    OWN,
  ];
  const asked = (settings: Settings) =>
    asksOf(settings, VOCABULARY).asks.map((ask) => ({ ...ask, scenario: JSON.parse(ask.scenario) }));
  for (const before of starts) {
    const after = withScenario(before, VOCABULARY, scenarioText(before, VOCABULARY));
    assert.deepEqual(asked(after), asked(before));
  }
});

test('what was typed into the form goes along, whatever it is', () => {
  const text = scenarioText({ ...DEFAULTS, n: 'abc', cores: '' }, VOCABULARY);
  const { threads, cores } = JSON.parse(text);
  assert.equal(threads[0].ops[0].n, 'abc');
  assert.equal(cores, '');
});

test('virtual cores of a Scenario of one’s own stand in the Scenario', () => {
  const { scenario, cores } = withCores(OWN, '8');
  assert.equal(cores, null);
  assert.equal(JSON.parse(scenario ?? '').cores, 8);
  assert.deepEqual(withCores(DEFAULTS, '8'), { cores: '8' });
});

test('where nothing is computed, a size that is no number is told the range of those who give a cost', () => {
  const asked = (op: object) => ({
    threads: [{ name: 'w', ops: [{ op: 'kernel', name: 'det', n: 'x', ...op }] }],
  });
  const told = (op: object, simulated: boolean) =>
    mended(asked(op), VOCABULARY, simulated).misfits[0]?.message;
  assert.match(told({ us: 5 }, true) ?? '', /choose a whole number from 2 to 1000000000,/);
  assert.match(told({ us: 5 }, false) ?? '', /from 2 to 1024,/);
  assert.match(told({}, true) ?? '', /from 2 to 1024,/);
});
