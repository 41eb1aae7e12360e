import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pack, readLink, unpack, writeLink } from '../src/link.ts';
import { DEFAULTS, ENGINES, type Settings, STARTS, THEMES } from '../src/settings.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const runtime = fc.stringMatching(/^[a-z0-9.-]{1,16}$/);

const settings: fc.Arbitrary<Settings> = fc.record(
  {
    kernel: word,
    n: word,
    threads: word,
    repeat: word,
    preset: fc.constant(null),
    compare: fc.array(runtime, { minLength: 1, maxLength: 4 }),
    engine: fc.constantFrom(...ENGINES),
    cores: fc.option(word),
    start: fc.constantFrom(...STARTS),
    theme: fc.constantFrom(...THEMES),
    scenario: fc.constant(null),
  },
  { noNullPrototype: true },
);

test('a link gives back the settings it was written from', async () => {
  await fc.assert(
    fc.asyncProperty(settings, async (wanted) => {
      const { settings: found, complaints } = await readLink(await writeLink(wanted));
      assert.deepEqual(found, wanted);
      assert.deepEqual(complaints, []);
    }),
  );
});

test('a scenario in a link wins over the short settings and comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(word, fc.jsonValue()), async (object) => {
      const scenario = JSON.stringify(object);
      const { settings: found } = await readLink(await writeLink({ ...DEFAULTS, scenario }));
      assert.equal(found.scenario, scenario);
    }),
  );
});

test('a preset in a link wins over the short settings and brings its own interpreters, unless the link names some', async () => {
  await fc.assert(
    fc.asyncProperty(word, fc.option(fc.array(runtime, { minLength: 1 })), async (preset, compare) => {
      const wanted = { ...DEFAULTS, preset, compare };
      const { settings: found, complaints } = await readLink(await writeLink(wanted));
      assert.deepEqual(found, wanted);
      assert.deepEqual(complaints, []);
    }),
  );
});

test('an empty link gives the defaults', async () => {
  assert.deepEqual(await readLink(''), { settings: DEFAULTS, complaints: [] });
});

test('the default link is short and readable', async () => {
  assert.equal(
    await writeLink(DEFAULTS),
    '#v=1&kernel=qr&n=256&threads=4&repeat=8&compare=one-lock,cpython-3.12',
  );
});

test('no text makes reading a link throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      await readLink(`#${text}`);
      await readLink(`#v=1&scenario=${text}`);
    }),
  );
});

test('what is wrong with a link is named, with what would be right', async () => {
  const cases: [string, string, RegExp][] = [
    ['#v=2', 'v', /v = 2.*v = 1/],
    ['#colour=red', 'colour', /"colour".*kernel, n, threads/],
    ['#start=now', 'start', /start = now.*click, load/],
    ['#engine=dreamed', 'engine', /engine = dreamed.*measured, simulated/],
    ['#theme=pink', 'theme', /theme = pink.*auto, light, dark/],
    ['#compare=', 'compare', /compare is empty/],
    ['#scenario=%%%', 'scenario', /base64url/],
    ['#scenario=AAAA', 'scenario', /deflated/],
    [`#scenario=${await pack('[1]')}`, 'scenario', /not an object/],
    [`#scenario=${await pack('{')}`, 'scenario', /not JSON/],
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
