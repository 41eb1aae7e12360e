import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { embedCode, fileName, markdown, settingsOf } from '../src/files/texts.ts';
import { DEFAULTS } from '../src/question/settings.ts';
import type { RunFacts } from '../src/run/facts.ts';
import type { ReportHead } from '../src/wasm/core.ts';
import { CONTEXT } from './scenarios.ts';

const FACTS: RunFacts = {
  engine: 'simulated',
  runtime: 'cpython-3.12',
  label: 'CPython 3.10+',
  locks: true,
  oneKernel: false,
  worker: 'thread',
  lanes: 2,
  ops: 2,
  cores: 2,
  wallUs: 100,
  oneThreadUs: 200,
  heldFraction: 0.5,
  waitUs: 10,
  poolUs: 0,
  kernelUs: 0,
  kernel: 'qr',
  timerStepUs: 0,
};
const DAY = new Date('2026-11-25T12:00:00Z');

test('whatever stands in the address, the embed code is one element with one address', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const code = embedCode(`https://example.org/#v=1&scenario=${text}`);
      assert.match(code, /^<iframe src="[^"<]*" title="[^"]*" [^<]*><\/iframe>$/);
    }),
  );
});

test('the Markdown is one link and says who said so and when', () => {
  const line = markdown(
    'https://example.org/#compare=a(n=1)',
    [FACTS, { ...FACTS, label: '[x](y)' }],
    [],
    '0.1.0',
    DAY,
  );
  assert.match(
    line,
    /^\[Simulated: .*\\\[x\\\].*\]\(https:\/\/example\.org\/#compare=a%28n=1%29\) \(simulated, GIL playground 0\.1\.0, 2026-11-25\)$/,
  );
  assert.match(
    markdown('https://example.org/', [], [], '0.1.0', DAY),
    /^\[GIL playground: [^\]]+\]\(https:\/\/example\.org\/\)$/,
  );
});

test('a file is named after what was asked, the interpreter and the engine, and stays in its folder', () => {
  const run = { runtime: 'cpython-3.12', engine: 'measured' } as const;
  assert.equal(fileName(DEFAULTS, run, '.svg'), 'gil-qr-256-cpython-3.12-measured.svg');
  assert.equal(
    fileName({ ...DEFAULTS, preset: 'two-hogs' }, null, '.trace.json'),
    'gil-two-hogs-all-runs.trace.json',
  );
  assert.equal(
    fileName({ ...DEFAULTS, scenario: '{}' }, run, '.csv'),
    'gil-scenario-cpython-3.12-measured.csv',
  );
  fc.assert(
    fc.property(fc.string(), (preset) => {
      assert.match(
        fileName({ ...DEFAULTS, preset }, run, '.csv'),
        /^gil-[\w.-]*-cpython-3\.12-measured\.csv$/,
      );
    }),
  );
});

/** The head of a run of this Scenario. */
function head(engine: ReportHead['engine'], changes: object): ReportHead {
  const scenario = { runtime: 'one-lock', switch_interval_us: 5000, cores: 4, threads: [], ...changes };
  return { engine, scenario } as unknown as ReportHead;
}

test('the runs of a file become the comparison that asks for them again, or are left out of it', () => {
  const settings = settingsOf(
    [
      head('simulated', {}),
      head('measured', { runtime: 'cpython-3.12' }),
      head('simulated', { runtime: 'cpython-3.9', cores: 2, switch_interval_us: 50 }),
      head('simulated', { runtime: 'cpython-3.9', threads: ['others'] }),
    ],
    'dark',
    CONTEXT.vocabulary,
  );
  assert.deepEqual(settings.compare, [
    { runtime: 'one-lock' },
    { runtime: 'cpython-3.12', engine: 'measured' },
    { runtime: 'cpython-3.9', cores: '2', interval: '50' },
  ]);
  assert.deepEqual([settings.engine, settings.theme], ['simulated', 'dark']);
  assert.deepEqual(JSON.parse(settings.scenario ?? ''), head('simulated', {}).scenario);
});

test('two calls in one file become two runs that differ by the call', () => {
  const asked = (rest: object) => ({
    threads: [{ name: 'w', ops: [{ op: 'kernel', name: 'qr', ...rest, n: 64, gil: 'numpy' }] }],
  });
  const heads = [head('simulated', asked({})), head('simulated', asked({ function: 'scipy.linalg.qr' }))];
  assert.deepEqual(settingsOf(heads, 'dark', CONTEXT.vocabulary).compare, [
    { runtime: 'one-lock' },
    { runtime: 'one-lock', function: 'scipy.linalg.qr' },
  ]);
});
