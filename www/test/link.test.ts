import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLink as readAtlasLink } from '../src/atlas/link.ts';
import { readKeys } from '../src/embed/keys.ts';
import { pack, readLink, unpack, writeLink } from '../src/question/link.ts';
import { KEYS } from '../src/question/link-words.ts';
import { DEFAULTS, FIRST, GILS, type Settings, STARTS, THEMES, TIMES } from '../src/question/settings.ts';
import type { Variant } from '../src/question/variant.ts';
import { ENGINES } from '../src/wasm/core.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const stretch = fc
  .tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true }))
  .filter(([from, to]) => from < to && !Object.is(from, -0));

const variant: fc.Arbitrary<Variant> = fc.record(
  { runtime: word, engine: fc.constantFrom(...ENGINES), cores: word, n: word, interval: word },
  { requiredKeys: ['runtime'], noNullPrototype: true },
);

/** What a link of each kind does not carry stands at its default. */
const question = fc.oneof(
  fc.record({ kernel: word, gil: fc.constantFrom(...GILS), n: word, threads: word, repeat: word }),
  fc.record({ preset: word, compare: fc.constant(null) }),
  fc.record({
    scenario: fc.oneof(
      fc.dictionary(word, fc.jsonValue()).map((object) => JSON.stringify(object)),
      fc.string({ unit: 'grapheme' }),
    ),
  }),
);

const around = fc.record({
  engine: fc.constantFrom(...ENGINES),
  cores: fc.option(word),
  times: fc.constantFrom(...TIMES),
  lesson: fc.option(word),
  bet: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }).filter((bet) => !Object.is(bet, -0))),
  view: fc.option(stretch),
  start: fc.constantFrom(...STARTS),
  theme: fc.constantFrom(...THEMES),
});

const settings: fc.Arbitrary<Settings> = fc
  .tuple(fc.array(variant, { minLength: 1, maxLength: 4 }), question, around)
  .map(([compare, asked, rest]) => ({ ...DEFAULTS, compare, ...asked, ...rest }));

test('a link gives back the state it was written from, whatever the state', async () => {
  await fc.assert(
    fc.asyncProperty(settings, async (wanted) => {
      const { settings: found, complaints } = await readLink(await writeLink(wanted));
      assert.deepEqual(found, wanted);
      assert.deepEqual(complaints, []);
    }),
    { numRuns: 10_000 },
  );
});

test('a preset in a link wins over the short settings and brings its own interpreters, unless the link names some', async () => {
  await fc.assert(
    fc.asyncProperty(
      word,
      fc.option(fc.array(variant, { minLength: 1, maxLength: 6 })),
      async (preset, compare) => {
        const wanted = { ...DEFAULTS, preset, compare };
        const { settings: found, complaints } = await readLink(await writeLink(wanted));
        assert.deepEqual(found, wanted);
        assert.deepEqual(complaints, []);
      },
    ),
  );
});

test('without a question the page asks its first, and a link that leaves something out means what it always did', async () => {
  assert.deepEqual(await readLink(''), { settings: FIRST, complaints: [] });
  assert.deepEqual((await readLink('#theme=dark&start=load')).settings, {
    ...FIRST,
    theme: 'dark',
    start: 'load',
  });
  assert.deepEqual(await readLink('#v=1'), { settings: DEFAULTS, complaints: [] });
  const old = (await readLink('#v=1&kernel=det&n=64')).settings;
  assert.deepEqual([old.kernel, old.gil], ['det', 'releases']);
});

test('the default link is short and readable', async () => {
  assert.equal(
    await writeLink(DEFAULTS),
    '#v=1&kernel=qr&n=256&threads=4&repeat=8&compare=one-lock,cpython-3.12',
  );
  const compare = [
    { runtime: 'cpython-3.12', n: '64' },
    { runtime: 'cpython-3.12', engine: 'simulated' as const, cores: '8' },
  ];
  const link = await writeLink({ ...DEFAULTS, preset: 'two-hogs', compare, view: [0, 1500.5], bet: 1.5 });
  assert.equal(
    link,
    '#v=1&preset=two-hogs&compare=cpython-3.12(n=64),cpython-3.12(engine=simulated;cores=8)&bet=1.5&view=0~1500.5',
  );
});

/** Texts of all kinds, most of them nearly links. */
const hash = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.tuple(fc.oneof(fc.constantFrom(...KEYS), word), fc.oneof(fc.string({ unit: 'binary' }), word)),
      { maxLength: 6 },
    )
    .map((pairs) => pairs.map(([key, value]) => `${key}=${value}`).join('&')),
);

test('no hash makes reading it throw, and settings that were read can be written', async () => {
  await fc.assert(
    fc.asyncProperty(hash, async (text) => {
      const { settings: read } = await readLink(`#${text}`);
      await writeLink(read);
    }),
    { numRuns: 100_000 },
  );
});

test('what is wrong with a link is named, with what would be right', async () => {
  const cases: [string, string, RegExp][] = [
    ['#v=2', 'v', /v = 2.*v = 1/],
    ['#colour=red', 'colour', /"colour".*kernel, gil, n, threads/],
    ['#gil=maybe', 'gil', /gil = maybe.*numpy, releases, holds/],
    ['#start=now', 'start', /start = now.*click, load/],
    ['#engine=dreamed', 'engine', /engine = dreamed.*measured, simulated/],
    ['#theme=pink', 'theme', /theme = pink.*auto, light, dark/],
    ['#compare=', 'compare', /compare is empty/],
    ['#compare=ruby(gil=none)', 'compare', /"gil=none".*engine, interpreter, cores/],
    ['#compare=cpython-3.12(engine=dreamed)', 'compare', /engine=dreamed.*measured, simulated/],
    ['#times=3', 'times', /times = 3.*1, 5/],
    ['#bet=-1', 'bet', /bet = -1/],
    ['#view=5~2', 'view', /view = 5~2.*0~5000/],
    ['#scenario=%%%', 'scenario', /base64url/],
    ['#scenario=AAAA', 'scenario', /deflated/],
  ];
  for (const [hash, field, message] of cases) {
    const { complaints } = await readLink(hash);
    assert.equal(complaints.length, 1, hash);
    assert.equal(complaints[0]?.field, field);
    assert.match(complaints[0]?.message ?? '', message);
  }
});

test('a small link that unfolds to more than a megabyte is refused', async () => {
  const bomb = await pack(JSON.stringify({ a: 'x'.repeat(2_000_000) }));
  assert.ok(bomb.length < 5000);
  await assert.rejects(unpack(bomb), /more than 1,000,000 bytes/);
});

test('a link of any length gives few runs, few complaints and short words, in no time', async () => {
  const runs = Array(2000).fill('cpython-3.12').join(',');
  const many = await readLink(`#v=1&compare=${runs}`);
  assert.equal(many.settings.compare?.length, 6);
  assert.match(many.complaints.map(({ message }) => message).join(), /more than 6 runs/);
  const long = 'x'.repeat(500_000);
  const hostile = ['a=1&'.repeat(300_000), `${long}=${long}`, `kernel=${long}`, `compare=${long}(${long}=1)`];
  hostile.push(`bet=${long}`, `view=${long}`, `engine=${long}`, `v=${long}`, 'x'.repeat(3_000_000));
  for (const text of hostile) {
    const { settings, complaints } = await readLink(`#${text}`);
    assert.ok(complaints.length <= 65, `${complaints.length} complaints`);
    assert.ok(complaints.every(({ message }) => message.length < 400));
    assert.ok(JSON.stringify(settings).length < 1000);
    assert.ok(JSON.stringify(readKeys(`#${text}`, false)).length < 1_600_000);
    assert.ok(readAtlasLink(`#${text}`).complaints.length <= 65);
  }
  const { complaints } = await readLink(`#${'a=1&'.repeat(300_000)}`);
  assert.match(complaints[0]?.message ?? '', /more than 64 parts/);
});
