import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asked, shownOf, toldOf } from '../src/atlas/asked.ts';
import { type Answer, type Atlas, DTYPES, ERAS, type Listed, VERDICTS } from '../src/atlas/data.ts';
import { Desk } from '../src/atlas/desk.ts';
import { DEFAULTS, KEYS, readLink, type State, writeLink } from '../src/atlas/link.ts';
import { playLink } from '../src/atlas/play.ts';
import {
  counted,
  found,
  indexed,
  packageOf,
  packagesOf,
  SORTS,
  suggested,
  type Wanted,
} from '../src/atlas/search.ts';
import { commandOf, groundOf, placeOf } from '../src/atlas/words.ts';
import { readLink as readPlaygroundLink } from '../src/question/link.ts';
import { ANSWER, ATLAS, ROWS } from './atlas-rows.ts';

const ENTRIES = indexed(ROWS);
const ANY: Wanted = { q: '', verdict: null, package: null, sort: 'match' };
const calls = (wanted: Partial<Wanted>) => found(ENTRIES, { ...ANY, ...wanted }).map(({ row }) => row.call);

test('the name that was typed comes before names that only contain it', () => {
  assert.deepEqual(calls({ q: 'svd' }), [
    'numpy.linalg.svd(a)',
    'scipy.linalg.svd(a)',
    'numpy.linalg.svdvals(a)',
  ]);
  assert.deepEqual(calls({ q: 'np.linalg.svdvals' }), ['numpy.linalg.svdvals(a)']);
});

test('every word has to be found, in the call, its type, its verdict or its dimensions', () => {
  assert.deepEqual(calls({ q: 'ADD object' }), ['numpy.add(a, b)']);
  assert.deepEqual(calls({ q: 'linalg 3-D' }), ['numpy.linalg.det(a)']);
  assert.deepEqual(calls({ q: 'mixed' }), ['scipy.linalg.svd(a)']);
  assert.deepEqual(calls({ q: 'svd no-such-word' }), []);
});

test('a filter leaves the rows that have it, and the counts say how many each would leave', () => {
  const search = fc.record({
    q: fc.constantFrom('', 'svd', 'linalg', 'a', 'object', 'zzz'),
    verdict: fc.option(fc.constantFrom(...VERDICTS)),
    package: fc.option(fc.constantFrom(...packagesOf(ENTRIES))),
    sort: fc.constantFrom(...SORTS),
  });
  fc.assert(
    fc.property(search, (wanted) => {
      const rows = found(ENTRIES, wanted);
      assert.equal(counted(ENTRIES, wanted)[wanted.verdict ?? 'all'], rows.length);
      for (const { row } of rows) {
        if (wanted.verdict === 'depends') assert.equal(row.overall, 'depends');
        else if (wanted.verdict !== null) assert.equal(row.verdict, wanted.verdict);
        if (wanted.package !== null) assert.ok(row.function.startsWith(`${wanted.package}.`));
      }
      const all = found(ENTRIES, { ...wanted, verdict: null, package: null });
      assert.ok(rows.every((entry) => all.includes(entry)));
    }),
  );
});

test('a package has its parts, and a class or a method is none', () => {
  assert.equal(packageOf('numpy.linalg.svd'), 'numpy.linalg');
  assert.equal(packageOf('numpy.add.reduce'), 'numpy');
  assert.equal(packageOf('numpy.ndarray.sort'), 'numpy');
  assert.equal(packageOf('scipy.sparse.csgraph.dijkstra'), 'scipy.sparse');
  assert.deepEqual(packagesOf(ENTRIES), ['numpy', 'numpy.linalg', 'scipy', 'scipy.linalg']);
});

test('rows are sorted by name, by verdict, and by free time with what was not measured last', () => {
  const names = calls({ sort: 'name' });
  assert.deepEqual(names, [...names].sort());
  assert.deepEqual(
    found(ENTRIES, { ...ANY, sort: 'free' }).map(({ row }) => row.free),
    [0, 0, 0, 0.4, 0.99, 1, null],
  );
  const verdicts = found(ENTRIES, { ...ANY, sort: 'verdict' }).map(({ row }) => row.verdict);
  assert.deepEqual([...new Set(verdicts)], ['holds', 'mixed', 'releases']);
});

test('the engine’s suggestions are read from its own sentence', () => {
  assert.deepEqual(suggested('"x" is not in the atlas: did you mean numpy.a or scipy.b or numpy.c?'), [
    'numpy.a',
    'scipy.b',
    'numpy.c',
  ]);
  assert.deepEqual(suggested('"zzz" is not in the atlas: `gil atlas` lists what is'), []);
});

const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('a&b=c', '#', '%', '+ ', '×'),
);
const plain = { noNullPrototype: true };
const open = fc.record(
  {
    call: text,
    shapes: fc.option(fc.oneof(fc.constant(''), text)),
    dtype: fc.option(fc.constantFrom(...DTYPES)),
  },
  plain,
);
const state: fc.Arbitrary<State> = fc.record(
  {
    q: fc.oneof(fc.constant(''), text),
    era: fc.constantFrom(...ERAS),
    verdict: fc.option(fc.constantFrom(...VERDICTS)),
    package: fc.option(text),
    sort: fc.constantFrom(...SORTS),
    open: fc.option(open),
  },
  plain,
);

test('a link gives back the state it was written from, whatever the state', () => {
  fc.assert(
    fc.property(state, (wanted) => {
      assert.deepEqual(readLink(writeLink(wanted)), { state: wanted, complaints: [] });
    }),
    { numRuns: 10_000 },
  );
  assert.equal(writeLink(DEFAULTS), '#');
  const small = { call: 'numpy.linalg.inv(a)', shapes: '22x22', dtype: null };
  assert.equal(
    writeLink({ ...DEFAULTS, q: 'inv 2-d', era: '2.7', open: small }),
    '#q=inv+2-d&era=2.7&call=numpy.linalg.inv(a)&shapes=22x22',
  );
});

test('no hash makes reading it throw, and what was read can be written', () => {
  const pair = fc.tuple(fc.oneof(fc.constantFrom(...KEYS), text), fc.string({ unit: 'binary' }));
  const hash = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pair, { maxLength: 6 }).map((pairs) => pairs.map(([key, value]) => `${key}=${value}`).join('&')),
  );
  fc.assert(
    fc.property(hash, (hostile) => {
      const { state: read } = readLink(`#${hostile}`);
      assert.deepEqual(readLink(writeLink(read)).state, read);
    }),
    { numRuns: 10_000 },
  );
});

test('what is wrong with a link is told in a sentence, and the default stands', () => {
  const cases: [string, RegExp][] = [
    ['#era=3.0', /era is “3.0”.*today, 2\.7/],
    ['#verdict=perhaps', /verdict is “perhaps”.*releases, holds, mixed, depends/],
    ['#sort=', /sort is “”.*match, name/],
    ['#colour=red', /“colour”.*q, era/],
    ['#call=x&dtype=quad', /dtype is “quad”.*float64/],
    ['#shapes=3x3', /no call/],
  ];
  for (const [hash, message] of cases) {
    const { state: read, complaints } = readLink(hash);
    assert.equal(complaints.length, 1, hash);
    assert.match(complaints[0] ?? '', message);
    assert.deepEqual({ ...read, open: null }, DEFAULTS);
  }
});

const [INV] = ROWS as [Listed];
const ask: Atlas['ask'] = (_call, shapes) => {
  if (!/^\d+x\d+$/.test(shapes)) throw new Error(`"${shapes}" isn't a shape`);
  const verdict = Number(shapes.split('x')[0]) < 23 ? 'holds' : 'releases';
  return { ...ANSWER, verdict, shapes: [shapes] };
};

test('a wrong shape keeps the last verdict, which is then stale, and a right one flips it', () => {
  const small = asked(ask, INV, { shapes: '22x22' }, 'today');
  assert.equal(shownOf(INV, small).verdict, 'holds');
  const typing = asked(ask, INV, { shapes: '23x' }, 'today', small);
  const shown = shownOf(INV, typing);
  assert.deepEqual([shown.verdict, shown.stale, shown.message], ['holds', true, '"23x" isn\'t a shape']);
  assert.equal(toldOf(INV, shown), '"23x" isn\'t a shape');
  const large = shownOf(INV, asked(ask, INV, { shapes: '23x23' }, 'today', typing));
  assert.deepEqual([large.verdict, large.stale, large.message], ['releases', false, null]);
  assert.equal(toldOf(INV, large), 'numpy.linalg.inv(a) on 23x23: releases.');
});

test('the free part of one shape is not shown for another', () => {
  assert.equal(shownOf(INV, undefined).free, 1);
  assert.equal(shownOf(INV, asked(ask, INV, { shapes: '22x22' }, 'today')).free, null);
});

test('the engine is asked only about the row that is typed into or opened', () => {
  const questions: string[] = [];
  const desk = new Desk({
    ...ATLAS,
    ask: (call, shapes, dtype, era) => {
      questions.push(`${call} ${shapes} ${dtype} ${era}`);
      return ATLAS.ask(call, shapes, dtype, era);
    },
  });
  desk.look({ q: 'svd' });
  desk.found();
  desk.counts();
  assert.deepEqual(questions, []);
  const [entry] = desk.entries;
  assert.ok(entry);
  desk.ask(entry, { shapes: '3x3' });
  desk.toggle(entry);
  assert.deepEqual(questions, ['numpy.linalg.inv(a) 3x3 float64 today']);
  assert.deepEqual(desk.state.open, { call: 'numpy.linalg.inv(a)', shapes: '3x3', dtype: null });
  desk.travel('2.7');
  assert.match(questions.at(-1) ?? '', /3x3 float64 2\.7$/);
});

test('a name in a link opens its plain call; what is not there is told in the engine’s words', () => {
  const desk = new Desk(ATLAS);
  desk.adopt(readLink('#call=numpy.linalg.inv').state, []);
  assert.equal(desk.state.open?.call, 'numpy.linalg.inv(a)');
  desk.adopt(readLink('#call=numpy.linalg.imv&package=numpy.nowhere').state, []);
  assert.equal(desk.state.open, null);
  assert.equal(desk.state.package, null);
  assert.match(desk.complaints.join(), /no package “numpy.nowhere”.*did you mean numpy\.linalg\.inv\?/);
});

test('shapes behind a name are asked of its row, and leave with the words', () => {
  const desk = new Desk({
    ...ATLAS,
    ask: (call, shapes, dtype, era) =>
      call.startsWith('numpy.linalg.inv') && shapes !== ''
        ? ask(call, shapes, dtype, era)
        : ATLAS.ask(call, shapes, dtype, era),
  });
  const shown = () =>
    desk.found().map((entry) => {
      const { verdict, shapes } = shownOf(entry.row, desk.askedIn(entry));
      return `${entry.row.call} ${shapes} ${verdict}`;
    });
  desk.look({ q: 'numpy.linalg.inv 22x22' });
  assert.deepEqual(shown(), ['numpy.linalg.inv(a) 22x22 holds']);
  desk.look({ q: 'numpy.linalg.inv 23x23' });
  assert.deepEqual(shown(), ['numpy.linalg.inv(a) 23x23 releases']);
  desk.look({ q: 'numpy.linalg.inv' });
  assert.deepEqual(shown(), ['numpy.linalg.inv(a) 1500x1500 releases']);
  desk.look({ q: 'numpy.linalg.inv 22' });
  assert.deepEqual(
    shown(),
    ['numpy.linalg.inv(a) 1500x1500 releases'],
    'no row is asked what it cannot take',
  );
  assert.match(desk.refusal ?? '', /isn't a shape/);
  desk.look({ q: 'numpy.linalg.inv 22x22', verdict: 'releases' });
  assert.deepEqual(shown(), [], 'a filter goes by the answer');
  assert.equal(desk.refusal, null);
});

test('what the engine reads as a function comes first', () => {
  const read = { functions: ['numpy.add', 'numpy.linalg.svd'], call: null, rest: 'x + y' };
  const rows = found(ENTRIES, { ...ANY, q: 'x + y' }, read);
  assert.deepEqual(
    rows.map(({ row }) => row.function),
    ['numpy.add', 'numpy.add', 'numpy.linalg.svd'],
  );
});

test('a row of another type of the same call opens by its type', () => {
  const desk = new Desk(ATLAS);
  desk.adopt(readLink('#call=numpy.add(a, b)&dtype=object').state, []);
  assert.equal(desk.openKey, 'numpy.add(a, b) object');
  assert.deepEqual(readLink(writeLink(desk.state)).state, desk.state);
});

test('the playground’s link carries the Scenario, beside one lock, and is simulated where it can’t be measured', async () => {
  const scenario = { runtime: 'cpython-2.7', threads: [] };
  for (const measurable of [true, false]) {
    const link = await playLink({ scenario, stands_for: null, cost: '', measurable });
    const { settings, complaints } = await readPlaygroundLink(link.replace('./index.html', ''));
    assert.deepEqual(complaints, []);
    assert.deepEqual(JSON.parse(settings.scenario ?? ''), scenario);
    assert.deepEqual(settings.compare, [{ runtime: 'one-lock' }, { runtime: 'cpython-2.7' }]);
    assert.equal(settings.engine, measurable ? 'measured' : 'simulated');
  }
});

test('an answer says how it is known, and where one can look it up', () => {
  const old: Answer = { ...ANSWER, measured_version: false, read: 'numpy 1.5.1' };
  assert.match(groundOf(old), /numpy 1\.5\.1\. Source only, not measured\./);
  assert.match(groundOf({ ...ANSWER, row: null }), /Not measured on just these arrays/);
  const row = {
    ...(ANSWER.rows[0] as Answer['rows'][number]),
    free: 0,
    spread: [0, 0.05] as [number, number],
  };
  assert.match(
    groundOf({ ...ANSWER, verdict: row.verdict, row }),
    /and measured: .* 0 % of its time \(0 to 5 %\)/,
  );
  const [step] = ANSWER.steps;
  assert.ok(step);
  assert.equal(placeOf(step), 'numpy/umath.c:12');
  assert.equal(commandOf(step), "grep -n 'NPY_BEGIN_THREADS' numpy/umath.c");
  assert.equal(commandOf({ ...step, kind: 'nogil function' }), "grep -n 'nogil' numpy/umath.c");
  assert.match(commandOf({ ...step, kind: '' }), /^grep -nE/);
});
