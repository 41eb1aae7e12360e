// The simulator's wasm file against the command line: whatever is asked, both answer the same, or refuse it in the same
// words. Invariant: the questions are the same every time.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { core, reportJson } from './core.ts';

const root = new URL('../../../', import.meta.url);
const SCENARIOS = Number(process.env.GIL_ALIKE ?? 40);

/** The command line, built if it isn't. */
function gil(): string {
  const args = ['build', '--quiet', '--features', 'cli', '--bin', 'gil', '--message-format=json'];
  const built = execFileSync('cargo', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  const executables = built
    .split('\n')
    .flatMap((line) => /"executable":"([^"]*\bgil(?:\.exe)?)"/.exec(line)?.[1] ?? []);
  return executables.at(-1) ?? assert.fail('cargo names no executable');
}

/** A small generator of numbers from 0 to before 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function scenario(seed: number): string {
  const next = numbers(seed);
  const one = <T>(...of: T[]): T => of[Math.floor(next() * of.length)] as T;
  // Long ones are rare, or most answers would be large and slow to compare.
  const us = () => one(0, 1, 50, 5000, one(0, 50, 5000, one(1e6, 60_000_000, 60_000_001)));
  const op = () =>
    one<object>(
      { op: 'python', us: us() },
      { op: 'wait', us: us() },
      {
        op: 'kernel',
        name: one('qr', 'svd', 'schur', 'det'),
        n: one(1, 64, 1024, 1500),
        gil: one('releases', 'holds', 'numpy'),
        blas_threads: one(1, 1, 4, 64),
        batch: one(1, 1, 4096),
        ...one<object>({}, { us: us() }),
      },
    );
  const list = <T>(most: number, make: () => T): T[] =>
    Array.from({ length: 1 + Math.floor(next() * most) }, make);
  return JSON.stringify({
    runtime: one(
      'one-lock',
      'cpython-2.7',
      'cpython-3.9',
      'cpython-3.12',
      'cpython-3.14t',
      'subinterpreters',
    ),
    cores: one(1, 2, 8, 1024),
    blas: one('team', 'pool'),
    seed,
    switch_interval_us: one(100, 5000, 5000),
    check_interval: one(1, 100),
    threads: list(3, () => ({
      name: 'worker',
      count: one(1, 4, 16),
      repeat: one(1, 3, 50),
      ops: list(3, op),
    })),
  });
}

function inWasm(asked: string): string {
  try {
    return `${reportJson(asked)}\n`;
  } catch (thrown) {
    assert.ok(!(thrown instanceof WebAssembly.RuntimeError), `${thrown}: ${asked}`);
    return (thrown as Error).message;
  }
}

test('a random Scenario is answered in wasm as by the command line, or refused in the same words', () => {
  const program = gil();
  const counts = { answered: 0, refused: 0 };
  for (let seed = 1; seed <= SCENARIOS; seed++) {
    const asked = scenario(seed);
    const native = spawnSync(program, ['simulate', '--format', 'json'], {
      input: asked,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    counts[native.status === 0 ? 'answered' : 'refused'] += 1;
    const found = inWasm(asked);
    if (native.status === 0) assert.ok(found === native.stdout, `another Report: ${asked}`);
    else
      assert.ok(native.stderr.includes(found), `${native.stderr} in wasm: ${found.slice(0, 300)} ${asked}`);
  }
  assert.ok(counts.answered > SCENARIOS / 10 && counts.refused > SCENARIOS / 10, JSON.stringify(counts));
});

test('the worst that may be simulated ends in an answer or in its numbers, never in a trap', () => {
  for (const [count, us, interval] of [
    [64, 60_000_000, 1],
    [1024, 60_000_000, 100],
    [2, 60_000_000, 20],
  ]) {
    const asked = JSON.stringify({
      runtime: 'cpython-3.12',
      switch_interval_us: interval,
      threads: [{ name: 'hog', count, repeat: 100, ops: [{ op: 'python', us }] }],
    });
    assert.throws(() => core.simulate(asked), /too long to simulate/, asked);
  }
});
