// The JSON Schemas against the core: what it reads and writes is right by them, and what it refuses is not. Invariant: what is
// refused for two fields together, for a rule of its call, for a sum, or by one engine only, may be right by its schema.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import type { Checked, Preset } from '../src/wasm/core.ts';
import { core } from './core.ts';

const schema = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../docs/schema/${name}.schema.json`, import.meta.url), 'utf8'));
// Formats are for readers in languages with several kinds of numbers.
const ajv = new Ajv({ strict: false, validateFormats: false });
const [isScenario, isReport] = ['scenario', 'report'].map((name) => ajv.compile(schema(name)));
assert.ok(isScenario && isReport);

const presets: Preset[] = JSON.parse(core.presets());
const asked = (scenario: object): Checked => JSON.parse(core.complete(JSON.stringify(scenario)));

test('every preset is a Scenario by the schema, as it is written and with its defaults', () => {
  for (const { name, scenario } of presets) {
    assert.ok(isScenario(scenario), `${name}: ${ajv.errorsText(isScenario.errors)}`);
    const checked = asked(scenario);
    assert.ok('scenario' in checked, name);
    assert.ok(isScenario(checked.scenario), `${name}: ${ajv.errorsText(isScenario.errors)}`);
  }
});

test('every Report that the core writes is one by the schema', () => {
  for (const { name, scenario } of presets) {
    const report = JSON.parse(core.simulate(JSON.stringify(scenario)).json());
    assert.ok(isReport(report), `${name}: ${ajv.errorsText(isReport.errors)}`);
  }
});

test('what lacks a part of a Report is none by the schema', () => {
  const report = JSON.parse(core.simulate(JSON.stringify(presets[0]?.scenario)).json());
  for (const field of Object.keys(report)) {
    const { [field]: _, ...rest } = report;
    assert.equal(isReport(rest), false, field);
  }
});

test('what the core refuses by itself, whatever engine answers, is no Scenario by the schema', () => {
  const python = { op: 'python', us: 1 };
  const whole = (ops: unknown, thread: object = {}, more: object = {}) => ({
    runtime: 'cpython-3.12',
    threads: [{ name: 'w', ops, ...thread }],
    ...more,
  });
  const right = asked(whole([python]));
  assert.ok('scenario' in right && isScenario(whole([python])));
  const wrong: object[] = [
    whole([python], {}, { colour: 1 }),
    whole([python], {}, { runtime: 'cpython-4' }),
    whole([python], {}, { blas: 'many' }),
    whole([python], { count: -1 }),
    whole([python], { count: 1.5 }),
    whole([python], { interpreter: 'own' }),
    whole([{ op: 'sleep', us: 1 }]),
    whole([{ op: 'python' }]),
    whole([{ op: 'wait', us: 'long' }]),
    whole([{ op: 'kernel', n: 8 }]),
    whole([{ op: 'kernel', name: 'qz', n: 8 }]),
    whole([{ op: 'kernel', name: 'qr', n: 0 }]),
    whole([{ op: 'python', us: -1 }]),
    whole([python], {}, { cores: 0 }),
    whole([{ op: 'kernel', name: 'qr', n: 8, gil: 'drops' }]),
    whole([{ op: 'kernel', name: 'qr', shape: [8] }]),
    whole('python'),
    whole([]),
    whole([python], { interpreter: 1024 }),
    whole([{ op: 'kernel', name: 'qr', shape: [0, 8] }]),
    { runtime: 'one-lock' },
    { threads: [] },
  ];
  for (const scenario of wrong) {
    assert.ok('refusal' in asked(scenario), JSON.stringify(scenario));
    assert.equal(isScenario(scenario), false, JSON.stringify(scenario));
  }
});
