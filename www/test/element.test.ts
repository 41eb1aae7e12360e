// What the element and its frame agree on, where no browser is needed for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, baseOf, wrongIn } from '../src/element/address.ts';
import { lightness } from '../src/element/look.ts';
import { ASKED } from '../src/element/names.ts';
import type { Lane, Metrics, Report as PublishedReport } from '../src/element/types.ts';
import { readKeys } from '../src/embed/keys.ts';
import { published } from '../src/embed/report.ts';
import { badgeOf } from '../src/embed/rungs.ts';
import { readLink } from '../src/question/link.ts';
import { reportJson, simulate, VOCABULARY } from './core.ts';

test('every attribute that is handed on is a key of the links, or the frame’s own', async () => {
  for (const name of ASKED) {
    const { hash } = readKeys(`#v=1&${name}=x`, false);
    const { complaints } = await readLink(hash);
    const unknown = complaints.filter(({ message }) => message.includes(`"${name}" is not known`));
    assert.deepEqual(unknown, [], name);
  }
});

test('what the frame reads for itself never reaches the question, whatever stands in the link', () => {
  assert.deepEqual(readKeys('#v=1&n=8&controls=form&sw=1&height=9&base=/x/', false), {
    controls: 'form',
    sw: true,
    hash: '#v=1&n=8',
    complaints: [],
  });
  const nothing = readKeys('', false);
  assert.deepEqual([nothing.controls, nothing.sw, nothing.hash], ['run', false, '#']);
  assert.equal(readKeys('', true).controls, 'form');
  assert.equal(readKeys('#sw=0', false).sw, false);
  assert.equal(readKeys('#sw', false).sw, true);
  const wrong = readKeys('#controls=wheel', false);
  assert.equal(wrong.controls, 'run');
  assert.match(wrong.complaints.join(), /controls = wheel.*none, run, form/);
});

test('the badge is true of the runs beside it: simulated, measured by threads or by processes, or some of each', () => {
  for (const [engines, isolation, rung, badge] of [
    [['simulated', 'simulated'], null, 'header', 'Simulated'],
    [['simulated'], null, 'tab', 'Simulated'],
    [['measured', 'measured'], null, 'header', 'Real threads'],
    [['measured'], 'scoped-sw', 'scoped-sw', 'Real threads'],
    [['measured'], null, 'tab', 'Real threads in their own tab'],
    [['measured'], 'processes', 'tab', 'Separate processes'],
    [['measured', 'simulated'], 'header', 'header', 'Real threads and simulated'],
    [[], null, 'processes', 'Separate processes'],
    [['simulated'], null, 'static', 'Picture only'],
  ] as const)
    assert.equal(badgeOf(engines, isolation, rung).badge, badge, `${engines} ${isolation} ${rung}`);
});

test('a page is dark where its text is light, in whatever space its colours are given', () => {
  for (const [color, light] of [
    ['rgb(0, 0, 0)', false],
    ['rgb(255, 255, 255)', true],
    ['rgba(238, 238, 238, 0.9)', true],
    ['rgb(51, 51, 51)', false],
    ['oklch(0.95 0.01 250)', true],
    ['oklab(0.2 0 0)', false],
    ['lab(92 0 0)', true],
    ['lch(12 3 40)', false],
    ['color(srgb 0.9 0.9 0.9)', true],
    ['color(display-p3 0.1 0.1 0.1)', false],
  ] as const)
    assert.equal(lightness(color) > 0.5, light, color);
});

test('the Report that authors get is the very JSON of the command line', () => {
  for (const { name, compare, scenario } of VOCABULARY.presets)
    for (const runtime of compare) {
      const asked = JSON.stringify({ ...scenario, runtime });
      assert.deepEqual(
        JSON.parse(JSON.stringify(published(simulate(asked), VOCABULARY))),
        JSON.parse(reportJson(asked)),
        `${name} under ${runtime}`,
      );
    }
});

/** One of each field that the published types have, written as these types demand. */
const METRICS: Metrics = {
  speedup: 0,
  efficiency: 0,
  amdahl_bound: 0,
  serial_fraction: 0,
  gil_held: 0,
  gil_wait_us: 0,
  pool_wait_us: 0,
  handoffs: 0,
  handoffs_by: { voluntary: 0, forced: 0, tick: 0 },
  forced_switches: 0,
  lanes: [{ held: 0, waiting: 0, free: 0, running: 0, no_core: 0, blocked: 0, pool: 0 }],
};
const REPORT: Record<keyof PublishedReport, unknown> & { metrics: PublishedReport['metrics'] } = {
  engine: 'simulated',
  scenario: {},
  wall_us: 0,
  one_thread_us: 0,
  clock_error_us: 0,
  environment: { cores: 0, isolation: '', timer_step_us: 0, hidden: false, backends: [], version: '' },
  metrics: METRICS,
  doubts: [],
  residuals: [],
  lanes: [],
  events: [],
};
/** Only a measured lane counts iterations. */
const LANE: Record<Exclude<keyof Lane, 'iterations'>, null> = {
  name: null,
  thread: null,
  index: null,
  parent: null,
  worker: null,
  spans: null,
};

/** The names in a value and the kind of each, of a list's first item. */
function kinds(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(kinds);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, kinds(inner)]));
}

test('the published types have the fields of a real Report, and its metrics to the last one', () => {
  const real = JSON.parse(reportJson(JSON.stringify(VOCABULARY.presets[0]?.scenario)));
  assert.deepEqual(Object.keys(real).sort(), Object.keys(REPORT).sort());
  assert.deepEqual(kinds(real.metrics), kinds(METRICS));
  assert.deepEqual(kinds(real.environment), { ...(kinds(REPORT.environment) as object) });
  assert.deepEqual(Object.keys(real.lanes[0]).sort(), Object.keys(LANE).sort());
});

test('an address that is none of http counts as not given, and is named with what is used', () => {
  Object.assign(globalThis, { document: { baseURI: 'https://docs.example/page/' } });
  const element = (base: string) =>
    ({
      getAttribute: (name: string) => (name === 'base' ? base : null),
      hasAttribute: () => false,
    }) as unknown as Element;
  const own = baseOf(element('http://[')).href;
  for (const base of ['javascript:alert(1)', 'data:text/html,x', 'blob:x', 'http://[', 'file:///etc/']) {
    assert.equal(baseOf(element(base)).href, own, base);
    assert.match(addressOf(element(base), 'click'), /embed\.html#v=1/);
    assert.match(wrongIn(element(base)).join(), /isn't an http address/, base);
  }
  for (const [base, href] of [
    ['/gil/', 'https://docs.example/gil/'],
    ['../gil/', 'https://docs.example/gil/'],
    ['http://localhost:8000/', 'http://localhost:8000/'],
  ] as const) {
    assert.equal(baseOf(element(base)).href, href);
    assert.deepEqual(wrongIn(element(base)), []);
  }
});
