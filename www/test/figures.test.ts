// What the bench page makes of its runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresOf, insideOf, markdown, questions } from '../src/bench/figures.ts';
import type { ReportHead } from '../src/wasm/core.ts';

const head = (count: number, repeat: number, oneThreadUs: number, wallUs: number) =>
  ({
    scenario: { threads: [{ count, repeat, ops: [{}] }] },
    one_thread_us: oneThreadUs,
    wall_us: wallUs,
  }) as unknown as ReportHead;

test('a row is made of its own runs: one call, its speed, and what releasing gains', () => {
  const runs = [head(2, 8, 1600, 1700), head(2, 8, 1600, 850), head(2, 1, 400, 300)];
  const row = figuresOf('matmul', runs, { n: 100, flops: 2, peak: 40 });
  assert.deepEqual(row, {
    kernel: 'matmul',
    autoUs: 100,
    nalgebraUs: 200,
    gflops: 20,
    released: 2,
    ofPeak: 0.5,
  });
  assert.equal(insideOf(row, head(1, 3, 0, 200)).inside, 1.5);
});

test('what was not measured is absent and shown as a dash, never as nought', () => {
  const row = figuresOf('qr', [head(1, 1, 1, 1)], { n: 1, flops: 1, peak: null });
  assert.deepEqual(row, { kernel: 'qr' });
  assert.equal(markdown([row], 'here').split('\n').at(-2), '| qr | – | – | – | – | – | – |');
});

test('as many tasks are asked of every number of cores, in whole rounds', () => {
  for (const cores of [1, 2, 3, 8, 64]) {
    const [thread] = JSON.parse(questions('qr', 9, cores).released).threads;
    assert.equal(thread.count, cores);
    assert.ok(thread.count * thread.repeat >= 16 && thread.count * (thread.repeat - 1) < 16, `${cores}`);
  }
});
