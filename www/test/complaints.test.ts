import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { print } from '../src/builder/print.ts';
import { scenarioText, withScenario } from '../src/builder/question.ts';
import { fieldOf } from '../src/question/complaints.ts';
import { isOfScenario, mended } from '../src/question/numbers.ts';
import { type Ask, asksOf, DEFAULTS, type Settings, withCores } from '../src/question/settings.ts';
import type { Checked } from '../src/wasm/core.ts';
import { VOCABULARY as CORE, core } from './core.ts';
import { draft } from './scenarios.ts';
import { VOCABULARY } from './vocabulary.ts';

const ONE_LOCK = { runtime: 'one-lock' };
const FORM: Settings = { ...DEFAULTS, compare: [ONE_LOCK] };
const MIB = 2 ** 20;

/** Where the page shows what the core has against one of the runs, with so much memory. */
function fieldFor(settings: Settings, run = 0, memory = 512 * MIB): string {
  const { asks, complaints } = asksOf(settings, CORE);
  assert.deepEqual(complaints, [], 'it is for the core to judge');
  const ask = asks[run] as Ask;
  const checked: Checked = JSON.parse(
    ask.engine === 'measured' ? core.check(ask.scenario, memory, false) : core.complete(ask.scenario),
  );
  assert.ok('refusal' in checked, ask.scenario);
  return fieldOf(checked.refusal, settings, run, ask.variant);
}

test('what the core refuses finds its field in the form', () => {
  const cases: [Partial<Settings>, string, number?][] = [
    [{ n: '0' }, 'n'],
    [{ threads: '1000000000' }, 'threads'],
    [{ threads: '0' }, 'threads'],
    [{ repeat: '0' }, 'repeat'],
    [{ threads: '1024', repeat: '9999999' }, 'repeat'],
    [{ kernel: 'foo' }, 'kernel'],
    [{ kernel: 'lstsq', n: '1024', threads: '1' }, 'n', 32],
    [{ threads: '64' }, 'threads', 32],
    [{ cores: '5000', engine: 'simulated' }, 'cores'],
    [{ compare: [{ runtime: 'ruby' }] }, 'compare.0.runtime'],
  ];
  for (const [set, field, mib = 512] of cases)
    assert.equal(fieldFor({ ...FORM, ...set }, 0, mib * MIB), field, JSON.stringify(set));
});

test('what the core refuses finds its field in a Scenario of one’s own', () => {
  const python = { op: 'python', us: 5 };
  const kernel = (fields: object) => [{ name: 'w', ops: [python, { op: 'kernel', ...fields }] }];
  const long = 'a name that is much longer than anything that is shown ';
  const cases: [threads: object[], field: string][] = [
    [[], 'threads'],
    [
      [
        { name: 'hog', ops: [python] },
        { name: 'hog', count: 0, ops: [python] },
      ],
      'threads.1.count',
    ],
    [[{ name: 'hog', ops: [python, { op: 'python', us: -1 }] }], 'threads.0.ops.1.us'],
    [[{ name: 'idle', ops: [] }], 'threads.0.ops'],
    [[{ name: long, repeat: 0, ops: [python] }], 'threads.0.repeat'],
    [[{ name: long.repeat(4), ops: [python] }], 'threads.0.name'],
    [[{ name: 'hog', repeat: 9_999_999, ops: [python, python] }], 'threads.0.repeat'],
    [kernel({ name: 'qr', n: 64, batch: 0 }), 'threads.0.ops.1.batch'],
    [kernel({ name: 'qr', n: 0 }), 'threads.0.ops.1.n'],
    [kernel({ name: 'qr', shape: [4, 5000] }), 'threads.0.ops.1.n'],
    [kernel({ name: 'qr', shape: [5000, 4] }), 'threads.0.ops.1.m'],
    [kernel({ name: 'det' }), 'threads.0.ops.1.n'],
    [kernel({ name: 'det', shape: [3, 4] }), 'threads.0.ops.1.n'],
    [kernel({ name: 'foo', n: 8 }), 'threads.0.ops.1.name'],
    [[{ name: 'hog', colour: 1, ops: [python] }], 'scenario'],
  ];
  for (const [threads, field] of cases) {
    const settings = { ...FORM, scenario: print({ threads }) };
    assert.equal(fieldFor(settings), field, settings.scenario);
    assert.ok(isOfScenario(field), field);
  }
  const own = (fields: object) => ({
    ...FORM,
    scenario: print({ ...fields, threads: [{ name: 'w', ops: [python] }] }),
  });
  assert.equal(fieldFor(own({ switch_interval_us: 0 })), 'switch_interval_us');
  assert.equal(fieldFor({ ...own({ wake_us: 20_000 }), engine: 'simulated' }), 'wake_us');
});

test('what a run changed for itself is complained about at the run', () => {
  const changed = [
    [{ ...ONE_LOCK, n: '0' }, 'n'],
    [{ ...ONE_LOCK, cores: '0' }, 'cores'],
    [{ ...ONE_LOCK, interval: '0' }, 'interval'],
  ] as const;
  const own = {
    ...FORM,
    scenario: print({ threads: [{ name: 'w', ops: [{ op: 'kernel', name: 'qr', n: 8 }] }] }),
  };
  for (const [run, field] of changed)
    for (const settings of [FORM, own, { ...FORM, preset: 'qr-held' }])
      assert.equal(fieldFor({ ...settings, compare: [ONE_LOCK, ONE_LOCK, run] }, 2), `compare.2.${field}`);
});

const OWN: Settings = {
  ...DEFAULTS,
  scenario: print({ threads: [{ name: 'hog', ops: [{ op: 'python', us: 5 }] }] }),
};

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
