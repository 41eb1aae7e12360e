import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksOf, DEFAULTS, FIRST } from '../src/question/settings.ts';
import { VOCABULARY as CORE } from './core.ts';
import { VOCABULARY } from './vocabulary.ts';

test('settings become one Scenario a runtime', () => {
  const made = asksOf(DEFAULTS, VOCABULARY);
  assert.deepEqual(made.complaints, []);
  assert.deepEqual(
    made.asks.map(({ scenario }) => JSON.parse(scenario)),
    [
      {
        runtime: 'one-lock',
        threads: [
          {
            name: 'worker',
            count: 4,
            repeat: 8,
            ops: [{ op: 'kernel', name: 'qr', n: 256, gil: 'releases' }],
          },
        ],
      },
      {
        runtime: 'cpython-3.12',
        threads: [
          {
            name: 'worker',
            count: 4,
            repeat: 8,
            ops: [{ op: 'kernel', name: 'qr', n: 256, gil: 'releases' }],
          },
        ],
      },
    ],
  );
});

test('a call that is asked of as NumPy does it stays so in the Scenario', () => {
  const [first] = asksOf(FIRST, CORE).asks;
  const { threads } = JSON.parse(first?.scenario ?? '');
  assert.deepEqual(threads[0].ops, [{ op: 'kernel', name: 'inv', n: 256, gil: 'numpy', us: 3560 }]);
});

test('a preset is asked under its own interpreters and on its own cores, unless others are set', () => {
  const runs = (change: object) =>
    asksOf({ ...DEFAULTS, preset: 'two-hogs', compare: null, ...change }, VOCABULARY).asks.map(
      ({ scenario }) => {
        const { runtime, cores } = JSON.parse(scenario);
        return `${runtime} on ${cores}`;
      },
    );
  assert.deepEqual(runs({}), ['cpython-2.7 on 2', 'cpython-3.12 on 2']);
  assert.deepEqual(runs({ compare: [{ runtime: 'one-lock' }], cores: '64' }), ['one-lock on 64']);
});

test('a run can differ from the others in its interpreter, size, cores, interval and engine, and nothing else', () => {
  const compare = [
    { runtime: 'cpython-3.12' },
    { runtime: 'cpython-3.12', n: '64', cores: '8', interval: '500', engine: 'simulated' as const },
  ];
  const { asks, complaints } = asksOf({ ...DEFAULTS, compare }, VOCABULARY);
  assert.deepEqual(complaints, []);
  assert.deepEqual(
    asks.map(({ engine }) => engine),
    ['measured', 'simulated'],
  );
  const [as, changed] = asks.map(({ scenario }) => JSON.parse(scenario));
  const [thread] = as.threads;
  assert.deepEqual(changed, {
    ...as,
    cores: 8,
    switch_interval_us: 500,
    threads: [{ ...thread, ops: [{ ...thread.ops[0], n: 64 }] }],
  });
  const [complaint] = asksOf(
    { ...DEFAULTS, compare: [{ runtime: 'one-lock', interval: 'x' }] },
    VOCABULARY,
  ).complaints;
  assert.equal(complaint?.field, 'compare.0.interval');
  assert.match(
    complaint?.message ?? '',
    /interval = x must be a whole number from 1 to 10000000, for example 5000/,
  );
});

test('a preset nobody knows is named with those there are', () => {
  const made = asksOf({ ...DEFAULTS, preset: 'foo', compare: null }, VOCABULARY);
  assert.deepEqual(made.complaints, [
    { field: 'preset', message: 'preset = foo is not known: choose one of two-hogs.' },
  ]);
});

test('a setting that is no number is named with its value, its bounds and an example', () => {
  for (const text of ['abc', '12.5', '-3', '', '1e400', '0x']) {
    const made = asksOf({ ...DEFAULTS, n: text }, VOCABULARY);
    assert.equal(made.complaints[0]?.field, 'n');
    const message = made.complaints[0]?.message ?? '';
    assert.match(message, /must be a whole number from 2 to 1024, for example 256/);
    assert.ok(message.startsWith(text === '' ? 'n is empty' : `n = ${text} `), message);
  }
});
