// The two cores against each other: the first is the full one with some of it left out. Invariant: both are driven by one
// glue, loaded once for each.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { coreOf } from '../src/lab/cores.ts';
import { DEFAULTS } from '../src/question/settings.ts';
import type { Needs, Preset, Vocabulary } from '../src/wasm/core.ts';

type Glue = typeof import('../pkg/first/gil_first.js');

const pkg = new URL('../../pkg/', import.meta.url);
const { FULL_PRESETS, FULL_WORDS }: typeof import('../pkg/first/cores.js') = await import(
  new URL('first/cores.js', pkg).href
);
// The glue for rayon listens for messages as soon as it is loaded; nobody sends any here.
Object.assign(globalThis, { self: globalThis, addEventListener: () => {} });

async function opened(core: 'first' | 'full') {
  const glue: Glue = await import(new URL(`first/gil_first.js?${core}`, pkg).href);
  const module = await readFile(new URL(`${core}/gil_${core}_bg.wasm`, pkg));
  return { ...glue, wasm: glue.initSync({ module }) };
}

type Opened = Awaited<ReturnType<typeof opened>>;

const [first, full] = await Promise.all([opened('first'), opened('full')]);
const { kernels }: Vocabulary = JSON.parse(first.vocabulary());

const calling = (...ops: object[]): string =>
  JSON.stringify({
    runtime: 'one-lock',
    threads: [{ name: 'worker', ops: ops.map((op) => ({ op: 'kernel', ...op })) }],
  });

/** Every double of an ordinary size that stands in the core's memory once it has computed these, with how often it does. */
function left({ openProcess, callKernel, residuals, wasm }: Opened, scenario: string, ops: number) {
  openProcess(scenario, 0);
  for (let op = 0; op < ops; op++) for (let twice = 0; twice < 2; twice++) callKernel(op);
  const found = new Map<number, number>();
  for (const value of new Float64Array(wasm.memory.buffer)) {
    const size = Math.abs(value);
    if (size > 1e-25 && size < 1e25 && !Number.isInteger(value))
      found.set(value, (found.get(value) ?? 0) + 1);
  }
  return { found, residuals: residuals() };
}

test('what both cores compute is the same to the last bit', () => {
  const common = kernels.filter(({ common }) => common).map(({ name }) => name);
  assert.deepEqual(common, ['qr', 'lu', 'cholesky', 'matmul', 'inv', 'solve']);
  for (const name of common) {
    const scenario = calling(...[5, 33, 100].map((n) => ({ name, n })));
    const [ours, theirs] = [left(first, scenario, 3), left(full, scenario, 3)];
    assert.ok(ours.found.size > 10_000, `${name}: ${ours.found.size} numbers`);
    // One bit in one entry of an input would show in all that is computed from it; addresses and constants of the program
    // that look like doubles are few.
    const missing = [...ours.found.keys()].filter((value) => !theirs.found.has(value));
    const { size } = ours.found;
    assert.ok(missing.length < size / 500, `${name}: ${missing.length} of ${size} numbers differ`);
    assert.equal(ours.residuals, theirs.residuals, name);
  }
});

test('the first core says of itself what it leaves out, and refuses to measure it', () => {
  for (const { name, common } of kernels) {
    const scenario = calling({ name, n: 8 });
    assert.equal((JSON.parse(first.needs(scenario)) as Needs).full, !common, name);
    if (common) assert.doesNotThrow(() => first.openProcess(scenario, 0));
    else assert.throws(() => first.openProcess(scenario, 0), /takes the full core/, name);
    assert.doesNotThrow(() => full.openProcess(scenario, 0), name);
  }
  for (const op of [
    { name: 'qr', n: 8, backend: 'nalgebra' },
    { name: 'qr', n: 8, blas_threads: 2 },
  ])
    assert.equal((JSON.parse(first.needs(calling(op))) as Needs).full, true, JSON.stringify(op));
});

test('a link to a run fetches one file, the one that can answer', () => {
  const asked = (some: object) =>
    coreOf({ ...DEFAULTS, ...some }, { words: FULL_WORDS, presets: FULL_PRESETS });
  assert.equal(asked({}), 'first');
  assert.equal(asked({ kernel: 'schur' }), 'full');
  assert.equal(asked({ engine: 'simulated' }), 'simulator');
  assert.equal(asked({ engine: 'simulated', kernel: 'schur' }), 'simulator');
  const both = [{ runtime: 'one-lock' }, { runtime: 'one-lock', engine: 'measured' }];
  assert.equal(asked({ engine: 'simulated', compare: both }), 'first');
  const presets: Preset[] = JSON.parse(first.presets());
  for (const { name, scenario } of presets) {
    const { full } = JSON.parse(first.needs(JSON.stringify(scenario))) as Needs;
    assert.equal(asked({ preset: name, compare: null }), full ? 'full' : 'first', name);
    assert.equal(FULL_PRESETS.includes(name), full, name);
    if (full) assert.equal(asked({ scenario: JSON.stringify(scenario) }), 'full', name);
  }
  for (const { name, common } of kernels) assert.equal(FULL_WORDS.includes(name), !common, name);
});
