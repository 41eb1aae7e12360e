import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countHandoffs, HANDOFF_LOOKS } from '../src/run/handoffs.ts';
import { locksOf } from '../src/run/owners.ts';
import type { Report } from '../src/run/report.ts';
import type { LaneSpans } from '../src/run/spans.ts';
import type { Track } from '../src/run/track.ts';
import { rowsFor } from '../src/timeline/layout.ts';
import { laneUnder } from '../src/timeline/owner-rows.ts';
import { simulate, VOCABULARY } from './core.ts';
import { GOLDEN, runs } from './fixtures.ts';

const stretches = ({ startUs, endUs, count }: LaneSpans): [number, number][] =>
  Array.from({ length: count }, (_, i) => [startUs[i] as number, endUs[i] as number]);

/** Stretches that touch or overlap as one. */
function union(all: readonly [number, number][]): [number, number][] {
  const found: [number, number][] = [];
  for (const [from, to] of all.toSorted((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found.filter(([from, to]) => to > from);
}

function obeysTheLaws({ owners, held, heldCount, lanes }: Report): void {
  for (const { holdings, threads } of owners) {
    for (const lane of holdings.lane) assert.ok(threads.includes(lanes[lane]?.thread ?? -1), 'its own lock');
    let lastUs = 0;
    for (const [fromUs, toUs] of stretches(holdings)) {
      assert.ok(fromUs >= lastUs && toUs > fromUs, 'in order, apart, not empty');
      lastUs = toUs;
    }
  }
  assert.deepEqual(
    union(owners.flatMap(({ holdings }) => stretches(holdings))),
    union(stretches(held)),
    'together they are the time in which anybody holds',
  );
  if (heldCount !== null) assert.deepEqual(union(stretches(heldCount)), union(stretches(held)));
}

test('holdings of one lock never overlap, and together they are when anybody holds', () => {
  fc.assert(fc.property(runs, obeysTheLaws));
  for (const { report } of GOLDEN) obeysTheLaws(report);
});

test('what the page shows of the locks is what the core counts: time held, hand-offs, and how many were forced', () => {
  for (const { name, report, metrics } of GOLDEN) {
    const held = report.owners.map(({ holdings }) =>
      stretches(holdings).reduce((sum, [fromUs, toUs]) => sum + toUs - fromUs, 0),
    );
    assert.ok(Math.abs(Math.max(...held) / report.head.wall_us - metrics.gil_held) < 1e-6, name);
    const gil = countHandoffs(report.handoffs.slice(0, -1));
    assert.equal(
      [...gil.values()].reduce((sum, count) => sum + count, 0),
      metrics.handoffs,
      name,
    );
    // A request that a long call made wait is told as the call's, and a lock nobody waited for as free.
    const others = (gil.get('kernel') ?? 0) + (gil.get('picked-up') ?? 0);
    for (const [cause, count] of [
      ['forced-switch', metrics.handoffs_by.forced],
      ['tick', metrics.handoffs_by.tick],
    ] as const) {
      const found = gil.get(cause) ?? 0;
      assert.ok(found <= count && found + others >= count, `${name}: ${found} of ${count} ${cause}`);
    }
  }
});

test('over an owner’s row one points at the lane that holds the lock just then', () => {
  const [crowded] = GOLDEN;
  assert.ok(crowded !== undefined);
  const { report } = crowded;
  const track = { ...report, gils: report.owners } as unknown as Track;
  const rows = rowsFor(track);
  const holdings = report.owners[0]?.holdings;
  assert.ok(holdings !== undefined);
  for (let i = 0; i < holdings.count; i++) {
    const [fromUs, toUs] = stretches(holdings)[i] as [number, number];
    assert.equal(laneUnder(track, rows, 3, (fromUs + toUs) / 2), holdings.lane[i]);
  }
  assert.equal(laneUnder(track, rows, 3, -1), -1);
  assert.equal(laneUnder(track, rows, rows.lanesTopPx + 1, 0), 0);
});

test('the causes of hand-offs stand in the order of the core, which numbers them', () => {
  assert.deepEqual(
    HANDOFF_LOOKS.map(({ name }) => name),
    VOCABULARY.handoffs,
  );
});

test('each interpreter has its lock where the runtime says so, and one that is alone needs no number', () => {
  const scenario = (runtime: string, interpreters: (number | 'each')[]) =>
    ({ runtime, threads: interpreters.map((interpreter) => ({ interpreter, count: 2 })) }) as never;
  const found = (runtime: string, interpreters: (number | 'each')[]) =>
    locksOf(scenario(runtime, interpreters), runtime !== 'cpython-3.14t').map((it) => [
      it.interpreter,
      it.threads,
    ]);
  assert.deepEqual(found('subinterpreters', [2, 0, 2]), [
    [0, [1]],
    [2, [0, 2]],
  ]);
  assert.deepEqual(found('subinterpreters', [1, 1]), [[null, [0, 1]]]);
  assert.deepEqual(found('subinterpreters', ['each', 1, 'each']), [
    [1, [1]],
    [2, [0]],
    [3, [0]],
    [4, [2]],
    [5, [2]],
  ]);
  assert.deepEqual(found('cpython-3.12', [0, 1]), [[null, [0, 1]]]);
  assert.deepEqual(found('cpython-3.14t', [0, 1]), []);
});

test('no two causes that are drawn share a line style or a colour', () => {
  const drawn = HANDOFF_LOOKS.filter((look) => look.drawn);
  for (const of of [
    (look: (typeof drawn)[number]) => look.dash.join(),
    (look: (typeof drawn)[number]) => look.color,
  ]) {
    assert.equal(new Set(drawn.map(of)).size, drawn.length);
  }
});

test('threads with an interpreter each have a lock each, in the simulator as on the page', () => {
  const hog = { name: 'hog', count: 3, ops: [{ op: 'python', us: 20_000 }] };
  const asked = (interpreter: object) =>
    simulate(JSON.stringify({ runtime: 'subinterpreters', cores: 4, threads: [{ ...hog, ...interpreter }] }));
  const own = asked({ interpreter: 'each' });
  assert.deepEqual(
    own.owners.map(({ interpreter, holdings }) => [interpreter, [...new Set(holdings.lane)], holdings.count]),
    [0, 1, 2].map((lane) => [lane, [lane], 1]),
  );
  assert.ok(own.head.metrics.speedup > 2.9);
  assert.ok(asked({}).head.metrics.speedup < 1.1);
});
