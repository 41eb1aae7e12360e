import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changed, duplicated, freeName, inserted, listAt, moved, removed } from '../src/builder/edits.ts';
import { allFields, NEW_OPS, NEW_THREAD, written } from '../src/builder/fields.ts';
import { Notes } from '../src/builder/notes.ts';
import { print } from '../src/builder/print.ts';
import { suggestions, under } from '../src/builder/suggest.ts';
import { type Draft, draftOf, meant, readFields } from '../src/question/draft.ts';
import { NO_THREADS } from '../src/question/starts.ts';
import { readVariant, titleOf, type Variant, varied, writeVariant } from '../src/question/variant.ts';
import { asMeasured, costOf, type Fields, letsGo, recalled, releases } from '../src/run/call.ts';
import { VOCABULARY as CORE, simulate } from './core.ts';
import { CONTEXT, draft, op } from './scenarios.ts';
import { VOCABULARY } from './vocabulary.ts';

/** What the form shows: every field and what stands in it. */
const shown = (of: Draft) => allFields(of, CONTEXT).map(({ id, text }) => [id, text]);

function reread(of: Draft): Draft {
  const read = readFields(print(of));
  const again = read.ok ? draftOf(read.fields) : null;
  assert.ok(again !== null);
  return again;
}

const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('', ' ', '2.', '1e3', '007', '-0'),
);

test('a form becomes JSON and JSON the same form', () => {
  fc.assert(
    fc.property(draft, (before) => {
      assert.deepEqual(shown(reread(before)), shown(before));
      assert.deepEqual(reread(before), before);
    }),
    { numRuns: 2000 },
  );
});

test('text that is printed again is the same text', () => {
  fc.assert(fc.property(draft, (of) => assert.equal(print(reread(of)), print(of))));
  fc.assert(
    fc.property(fc.jsonValue(), (value) =>
      assert.deepEqual(JSON.parse(print(value)), JSON.parse(JSON.stringify(value))),
    ),
  );
});

test('what is typed into a field stands there, in the JSON too, and in no other field', () => {
  fc.assert(
    fc.property(draft, fc.nat(), text, (before, at, typed) => {
      const fields = allFields(before, CONTEXT);
      const placed = fields[at % fields.length];
      assert.ok(placed !== undefined);
      const after = reread(changed(before, placed.of, (of) => written(placed, of as Fields, typed)));
      const now = new Map(shown(after).map(([id = '', its = '']) => [id, its]));
      const { kind, absent, optional } = placed.field;
      const wanted = kind === 'number' ? String(meant(typed)) : typed;
      const left = optional !== undefined && typed.trim() === '' ? String(absent ?? '') : wanted;
      // A square size becomes two fields, or two fields one, when that is what was typed or chosen; another kernel has
      // other calls.
      if (now.has(placed.id)) assert.equal(now.get(placed.id), left);
      for (const other of fields) {
        const follows = other.of === placed.of && /\.(m|n|function)$/.test(other.id);
        if (other.id !== placed.id && !follows) assert.equal(now.get(other.id), other.text, other.id);
      }
    }),
    { numRuns: 5000 },
  );
});

test('fields the form does not know survive every edit in it', () => {
  fc.assert(
    fc.property(draft, fc.nat(), text, (before, at, typed) => {
      const fields = allFields(before, CONTEXT);
      const placed = fields[at % fields.length];
      assert.ok(placed !== undefined);
      const after = changed(before, placed.of, (of) => written(placed, of as Fields, typed));
      for (const key of ['note', 'wake_us', 'quantum_us', 'runtime'])
        assert.deepEqual(after[key], before[key]);
      before.threads.forEach((thread, i) => {
        assert.deepEqual(after.threads[i]?.colour, thread.colour);
      });
    }),
  );
});

test('rows and columns are one n where they are equal, and a shape where they are not', () => {
  const before: Draft = {
    threads: [{ name: 'a', ops: [{ op: 'kernel', name: 'qr', n: 64, gil: 'holds' }] }],
  };
  const set = (of: Draft, key: string, typed: string) => {
    const placed = allFields(of, CONTEXT).find(({ id }) => id === `threads.0.ops.0.${key}`);
    assert.ok(placed !== undefined, key);
    return changed(of, placed.of, (fields) => written(placed, fields as Fields, typed));
  };
  const tall = set(before, 'm', '512');
  assert.deepEqual(tall.threads[0]?.ops[0], { op: 'kernel', name: 'qr', shape: [512, 64], gil: 'holds' });
  assert.deepEqual(set(tall, 'n', '512').threads[0]?.ops[0], {
    op: 'kernel',
    name: 'qr',
    n: 512,
    gil: 'holds',
  });
  const square = set(before, 'name', 'cholesky');
  assert.ok(!allFields(square, CONTEXT).some(({ id }) => id.endsWith('.m')), 'a square kernel has one size');
  assert.ok(
    allFields(set(tall, 'name', 'cholesky'), CONTEXT).some(({ id }) => id.endsWith('.m')),
    'what is wrong can be seen',
  );
});

test('to move is to swap two rows: back and forth is nothing, and the ends stay put', () => {
  fc.assert(
    fc.property(draft, fc.nat(), fc.constantFrom<-1 | 1>(-1, 1), (before, at, by) => {
      fc.pre(before.threads.length > 0);
      const i = at % before.threads.length;
      const after = moved(before, `threads.${i}`, by);
      if (i + by < 0 || i + by >= before.threads.length) return assert.equal(after, before);
      assert.deepEqual(after.threads[i + by], before.threads[i]);
      assert.deepEqual(moved(after, `threads.${i + by}`, by === 1 ? -1 : 1), before);
    }),
  );
});

test('a row that was added and removed leaves nothing, and a copy stands behind what it copies', () => {
  fc.assert(
    fc.property(draft, op, fc.nat(), (before, row, at) => {
      fc.pre(before.threads.length > 0);
      const list = `threads.${at % before.threads.length}.ops`;
      const index = at % (listAt(before, list).length + 1);
      const more = inserted(before, list, index, row);
      assert.deepEqual(removed(more, `${list}.${index}`), before);
      assert.deepEqual(listAt(duplicated(more, `${list}.${index}`), list).slice(index, index + 2), [
        row,
        row,
      ]);
    }),
  );
});

test('a copied thread gets a name of its own', () => {
  const before: Draft = {
    threads: [
      { name: 'hog', ops: [] },
      { name: 'hog 2', ops: [] },
    ],
  };
  const names = (of: Draft) => of.threads.map(({ name }) => name);
  assert.deepEqual(names(duplicated(before, 'threads.0')), ['hog', 'hog 3', 'hog 2']);
  assert.equal(freeName(before, 'worker'), 'worker');
});

test('what can be added is all known to the form', () => {
  const fresh: Draft = { threads: [{ ...NEW_THREAD, ops: NEW_OPS.map(({ fields }) => fields) }] };
  for (const { op: kind } of NEW_OPS) {
    assert.ok(
      allFields(fresh, CONTEXT).some(
        ({ of }) => listAt(fresh, 'threads.0.ops')[Number(of.split('.')[3])]?.op === kind,
      ),
      kind,
    );
  }
});

test('text that is no Scenario is told in a sentence', () => {
  const told = (typed: string) => {
    const read = readFields(typed);
    return read.ok ? '' : read.message;
  };
  assert.match(told(''), /empty/);
  assert.match(told('{"a": '), /not JSON yet: .+/);
  assert.match(told('[1]'), /not an object/);
  assert.equal(told('{}'), '');
  for (const typed of [
    '{}',
    '{"threads": 5}',
    '{"threads": [1]}',
    '{"threads": [{"ops": {}}]}',
    '{"threads": [{"ops": [null]}]}',
  ]) {
    const read = readFields(typed);
    assert.ok(read.ok && draftOf(read.fields) === null, typed);
  }
});

test('each suggested run is a new one that differs in one thing from one there is', () => {
  const asked = {
    engine: 'measured' as const,
    measurable: true,
    question: { threads: [{ ops: [{ op: 'kernel', n: 256 }] }] },
  };
  const runs: Variant[] = [{ runtime: 'one-lock' }];
  const labels = () => suggestions({ ...asked, runs }, VOCABULARY).map(({ label }) => label);
  assert.deepEqual(labels(), ['the last one, simulated', 'CPython 3.12', 'half the size, n = 128']);
  for (
    let added = suggestions({ ...asked, runs }, VOCABULARY);
    added[0] !== undefined;
    added = suggestions({ ...asked, runs }, VOCABULARY)
  ) {
    for (const { variant } of added) {
      assert.ok(!runs.map(writeVariant).includes(writeVariant(variant)));
      const last = runs.at(-1) as Variant;
      const differs = (['runtime', 'engine', 'cores', 'function', 'n', 'interval'] as const).filter(
        (key) => variant[key] !== last[key],
      );
      assert.equal(differs.length, 1);
    }
    runs.push(added[0].variant);
  }
  assert.ok(runs.length <= 6);
  assert.deepEqual(
    suggestions(
      { ...asked, runs: [{ runtime: 'one-lock' }], measurable: false, question: null },
      VOCABULARY,
    ).map(({ label }) => label),
    ['CPython 3.12'],
  );
});

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
