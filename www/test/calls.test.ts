// A kernel's call, its cost and its answer about the GIL: they follow each other through form, builder and runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFields } from '../src/builder/fields.ts';
import { Notes } from '../src/builder/notes.ts';
import { print } from '../src/builder/print.ts';
import { suggestions, under } from '../src/builder/suggest.ts';
import { type Draft, draftOf, readFields } from '../src/question/draft.ts';
import { NO_THREADS } from '../src/question/starts.ts';
import { readVariant, titleOf, type Variant, varied, writeVariant } from '../src/question/variant.ts';
import { asMeasured, costOf, type Fields, letsGo, recalled, releases } from '../src/run/call.ts';
import { VOCABULARY as CORE, simulate } from './core.ts';
import { CONTEXT } from './scenarios.ts';

/** The operation after something was typed into one of its fields, and what is said at the others. */
function typed(
  op: Fields,
  key: string,
  text: string,
): { op: Fields | undefined; notes: (string | undefined)[] } {
  const before: Draft = { threads: [{ name: 'w', ops: [op] }] };
  const context = { ...CONTEXT, vocabulary: CORE };
  const placed = allFields(before, context).find(({ id }) => id === `threads.0.ops.0.${key}`);
  assert.ok(placed !== undefined, key);
  const notes = new Notes();
  const after = notes.type(before, print(before), placed, text, CORE).text;
  const read = readFields(after);
  const draft = read.ok ? draftOf(read.fields) : null;
  return {
    op: draft?.threads[0]?.ops[0],
    notes: ['us', 'gil'].map((field) => notes.at(`threads.0.ops.0.${field}`, after)),
  };
}

test('a cost that was written for another call is cleared and an answer for it asked again, and both are said', () => {
  const svd: Fields = { op: 'kernel', name: 'svd', n: 64, gil: 'releases', us: 800 };
  const cleared = 'Cleared: 800 µs was the cost of another call or size of SVD.';
  const asked = 'Was “releases”, right for another call or size of SVD: now this call’s own rule decides.';
  // At 64 NumPy releases in svd: it was the atlas's answer, which other calls share or not.
  for (const [key, text, is] of [
    ['name', 'eigh', { name: 'eigh', n: 64 }],
    ['n', '400', { name: 'svd', shape: [64, 400] }],
    ['batch', '3', { name: 'svd', n: 64, batch: 3 }],
    ['backend', 'nalgebra', { name: 'svd', n: 64, backend: 'nalgebra' }],
  ] as const)
    assert.deepEqual(typed(svd, key, text), {
      op: { op: 'kernel', gil: 'releases', ...is },
      notes: [cleared, undefined],
    });
  for (const [key, text, is] of [
    ['name', 'det', { name: 'det', n: 64 }],
    ['function', 'scipy.linalg.svd', { name: 'svd', n: 64, function: 'scipy.linalg.svd' }],
  ] as const)
    assert.deepEqual(typed(svd, key, text), {
      op: { op: 'kernel', gil: 'numpy', ...is },
      notes: [cleared, asked],
    });
  // At 256 NumPy holds in qr: that it releases is the reader's own wish.
  const qr: Fields = { op: 'kernel', name: 'qr', n: 256, gil: 'releases', us: 800 };
  assert.deepEqual(typed(qr, 'name', 'svd').op, { op: 'kernel', name: 'svd', n: 256, gil: 'releases' });
  const asNumpy = typed({ ...svd, gil: 'numpy' }, 'name', 'det');
  assert.deepEqual(asNumpy.op, { op: 'kernel', name: 'det', n: 64, gil: 'numpy' });
  assert.deepEqual(asNumpy.notes, [cleared, undefined]);
  const noRule = typed(svd, 'name', 'bidiagonal');
  assert.deepEqual(noRule.op, { op: 'kernel', name: 'bidiagonal', n: 64, gil: 'releases' });
  // What changes nothing about the call leaves all of it.
  for (const [key, text] of [
    ['blas_threads', '2'],
    ['n', '64'],
    ['gil', 'holds'],
    ['us', '900'],
  ] as const) {
    const { op, notes } = typed(svd, key, text);
    assert.equal(op?.us, key === 'us' ? 900 : 800, key);
    assert.deepEqual(notes, [undefined, undefined], key);
  }
});

test('another call of the same kernel is worth comparing', () => {
  const question = { threads: [{ name: 'w', ops: [{ op: 'kernel', name: 'eigh', n: 1 }] }] };
  const offered = suggestions(
    { runs: [{ runtime: 'cpython-3.12' }], engine: 'simulated', measurable: false, question },
    CORE,
  );
  assert.deepEqual(offered.at(-1), {
    label: 'scipy.linalg.eigh',
    variant: { runtime: 'cpython-3.12', function: 'scipy.linalg.eigh' },
  });
  assert.equal(
    titleOf({ runtime: 'cpython-3.12', function: 'scipy.linalg.eigh' }, CORE),
    'CPython 3.10+, scipy.linalg.eigh',
  );
});

test('a run with a lock for each interpreter gives each thread one, unless the question says where they run', () => {
  const run = { runtime: 'one-lock', n: '64' };
  const question = (thread: object) => ({ threads: [{ name: 'w', ops: [], ...thread }] });
  const each = { runtime: 'subinterpreters', n: '64', interpreter: 'each' };
  assert.deepEqual(under('subinterpreters', run, question({})), each);
  assert.deepEqual(under('subinterpreters', run, question({ interpreter: 0 })), {
    ...run,
    runtime: 'subinterpreters',
  });
  assert.deepEqual(under('cpython-3.12', each, question({})), { ...run, runtime: 'cpython-3.12' });
  assert.equal(titleOf(each, CORE), 'Sub-interpreters, one a thread, n = 64');
  assert.deepEqual(readVariant(writeVariant(each)), each);
  const { threads } = varied(question({ count: 4 }), each, CORE, (_, n) => Number(n));
  assert.deepEqual(threads, [{ name: 'w', ops: [], count: 4, interpreter: 'each' }]);
  // Old links keep their meaning.
  const old = varied(question({ count: 4 }), readVariant('subinterpreters'), CORE, Number);
  assert.deepEqual(old.threads, [{ name: 'w', ops: [], count: 4 }]);
});

test('a run of another size or call takes no cost along, and asks what that call does', () => {
  const ops = [{ op: 'kernel', name: 'svd', n: 64, gil: 'releases', us: 800 }];
  const asked = (variant: Partial<Variant>) =>
    draftOf(
      varied({ threads: [{ name: 'w', ops }] }, { runtime: 'x', ...variant }, CORE, (_, n) => Number(n)),
    )?.threads[0]?.ops;
  assert.deepEqual(asked({}), ops);
  assert.deepEqual(asked({ n: '64', cores: '8' }), ops);
  assert.deepEqual(asked({ n: '400' }), [{ op: 'kernel', name: 'svd', n: 400, gil: 'releases' }]);
  // The output of 3×3 is too small for NumPy to release.
  assert.deepEqual(asked({ n: '3' }), [{ op: 'kernel', name: 'svd', n: 3, gil: 'numpy' }]);
  const scipy = { op: 'kernel', name: 'svd', function: 'scipy.linalg.svd', n: 64, gil: 'numpy' };
  assert.deepEqual(asked({ function: 'scipy.linalg.svd' }), [scipy]);
  // The core refuses a call that none of the kernels stands for.
  assert.deepEqual(asked({ function: 'scipy.linalg.lu' }), [{ ...scipy, function: 'scipy.linalg.lu' }]);
});

test('the page’s rule for a call is the core’s', () => {
  for (const { name, calls } of CORE.kernels)
    for (const { name: call, releases: rule } of calls)
      for (const n of [1, 7, 8, 22, 23, 500, 501]) {
        if (rule === null) continue;
        const op = { op: 'kernel', name, n, function: call, gil: 'numpy', us: 100 };
        const { head } = simulate(
          JSON.stringify({
            runtime: 'cpython-3.12',
            cores: 2,
            threads: [{ name: 'w', count: 2, ops: [op] }],
          }),
        );
        const free = letsGo(op, CORE);
        assert.equal(head.metrics.speedup > 1.5, free, `${call} ${n}`);
        // A kernel is one step; where the call has two that differ, it is neither.
        if (releases(op, CORE) !== free) assert.equal(call, 'numpy.linalg.qr');
      }
});

test('a call costs what was measured of NumPy or SciPy, near those arrays, and the cost follows the call', () => {
  const cost = (op: object) => costOf({ op: 'kernel', gil: 'numpy', ...op }, CORE);
  assert.equal(cost({ name: 'eigh', n: 450 }), 25_900);
  // As the atlas says of both: from 450 and from 300, by the third power.
  assert.equal(cost({ name: 'eigh', n: 400 }), 18_190);
  assert.equal(cost({ name: 'eigh', n: 400, function: 'scipy.linalg.eigh' }), 27_022);
  assert.equal(cost({ name: 'svd', shape: [400, 400] }), 38_400);
  for (const far of [
    { name: 'eigh', n: 100 },
    { name: 'svd', shape: [400, 100] },
    { name: 'bidiagonal', n: 400 },
    { name: 'eigh', n: 'abc' },
  ])
    assert.equal(cost(far), undefined, JSON.stringify(far));
  const op = asMeasured({ op: 'kernel', name: 'eigh', n: 400, gil: 'numpy' }, CORE);
  const next = (change: object) => recalled(op, { ...op, ...change }, CORE).us;
  assert.equal(op.us, 18_190);
  assert.equal(next({ function: 'scipy.linalg.eigh' }), 27_022);
  assert.equal(next({ n: 450 }), 25_900);
  assert.equal(next({ n: 8 }), undefined, 'nothing near was measured');
  assert.equal(next({ us: 5000, n: 450 }), undefined, 'a cost of the reader’s own was that of the old call');
  assert.equal(asMeasured({ ...op, us: undefined, gil: 'releases' }, CORE).us, undefined);
});

test('a builder without threads has the text that “nothing” starts from', () => {
  assert.equal(print(JSON.parse(NO_THREADS)), NO_THREADS);
});
