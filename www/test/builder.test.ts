import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changed, duplicated, freeName, inserted, listAt, moved, removed } from '../src/builder/edits.ts';
import { allFields, NEW_OPS, NEW_THREAD, written } from '../src/builder/fields.ts';
import { print } from '../src/builder/print.ts';
import { suggestions } from '../src/builder/suggest.ts';
import { type Draft, draftOf, meant, readFields } from '../src/question/draft.ts';
import { type Variant, writeVariant } from '../src/question/variant.ts';
import type { Fields } from '../src/run/call.ts';
import { CONTEXT, draft, op } from './scenarios.ts';
import { VOCABULARY } from './vocabulary.ts';

const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('', ' ', '2.', '1e3', '007', '-0'),
);

/** What the form shows: every field and what stands in it. */
const shown = (of: Draft) => allFields(of, CONTEXT).map(({ id, text }) => [id, text]);

function reread(of: Draft): Draft {
  const read = readFields(print(of));
  const again = read.ok ? draftOf(read.fields) : null;
  assert.ok(again !== null);
  return again;
}

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
      const { kind, optional } = placed.field;
      const wanted = kind === 'number' ? String(meant(typed)) : typed;
      const left = optional !== undefined && typed.trim() === '' ? '' : wanted;
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
