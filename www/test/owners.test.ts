import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { causeOf, countHandoffs, HANDOFF_LOOKS } from '../src/run/handoffs.ts';
import { locksOf } from '../src/run/owners.ts';
import type { Report } from '../src/run/report.ts';
import { type LaneSpans, spanAt } from '../src/run/spans.ts';
import type { Track } from '../src/run/track.ts';
import { rowsFor } from '../src/timeline/layout.ts';
import { laneUnder } from '../src/timeline/owner-rows.ts';
import { simulate } from './core.ts';
import { GOLDEN, read, runs } from './fixtures.ts';

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

function obeysTheLaws({ owners, held, heldCount }: Report): void {
  for (const { holdings } of owners) {
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

test('where clocks disagree by a step, a holding ends where the next begins', () => {
  const lanes = [0, 1].map((i) => ({ name: `worker ${i}`, thread: 0, parent: null, spans: [] }));
  const events = [
    { t_us: 0, lane: 0, kind: 'take' },
    { t_us: 4, lane: 1, kind: 'take' },
    { t_us: 5, lane: 0, kind: 'drop' },
  ];
  const scenario = { runtime: 'cpython-3.12', threads: [{ interpreter: 0, ops: [] }] };
  const [owner] = read({ lanes, events, wall_us: 9, scenario }).owners;
  assert.deepEqual(owner && stretches(owner.holdings), [
    [0, 4],
    [4, 9],
  ]);
});

test('the page counts as the core does: time held, hand-offs, and how many of them were forced', () => {
  for (const { name, report, metrics } of GOLDEN) {
    const held = report.owners.map(({ holdings }) =>
      stretches(holdings).reduce((sum, [fromUs, toUs]) => sum + toUs - fromUs, 0),
    );
    assert.ok(Math.abs(Math.max(...held) / report.head.wall_us - metrics.gil_held) < 1e-6, name);
    const gil = countHandoffs(report.owners.map(({ handoffs }) => handoffs));
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

test('every holding is in a state of its holder, and says whose it is', () => {
  for (const { report } of GOLDEN) {
    for (const { holdings, threads } of report.owners) {
      for (let i = 0; i < holdings.count; i++) {
        const lane = report.lanes[holdings.lane[i] as number];
        assert.ok(lane !== undefined && threads.includes(lane.thread));
        const [fromUs, toUs] = stretches(holdings)[i] as [number, number];
        const states = new Set<number>();
        for (let s = spanAt(lane, fromUs); s < lane.count && (lane.startUs[s] as number) < toUs; s++) {
          states.add(lane.state[s] as number);
        }
        assert.ok(states.has(holdings.state[i] as number));
      }
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

test('a hand-off goes from one lane to another, and is taken when it was dropped or later', () => {
  fc.assert(
    fc.property(runs, ({ handoffs }) => {
      for (const { count, from, to, droppedUs, takenUs } of handoffs) {
        for (let i = 0; i < count; i++) {
          assert.notEqual(from[i], to[i]);
          assert.ok((takenUs[i] as number) >= (droppedUs[i] as number));
        }
      }
    }),
  );
});

test('a cause is what the holder did, whether it was asked, and what the taker lived through', () => {
  const [bytecode, lost, nobody] = ['bytecode', 'lost-race', null];
  assert.equal(causeOf({ manner: 'forced', before: 'python', wait: bytecode }), 'forced');
  assert.equal(causeOf({ manner: 'tick', before: 'python', wait: lost }), 'tick');
  assert.equal(causeOf({ manner: 'voluntary', before: 'python', wait: bytecode }), 'voluntary');
  assert.equal(causeOf({ manner: 'voluntary', before: 'python', wait: lost }), 'lost');
  assert.equal(causeOf({ manner: 'forced', before: 'kernel-held', wait: bytecode }), 'call');
  assert.equal(causeOf({ manner: 'voluntary', before: 'python', wait: nobody }), 'free');
});

test('who drops the lock at once did nothing in between, so no call before it is to blame', () => {
  const lane = (name: string, spans: object[]) => ({ name, thread: 0, parent: null, spans });
  const report = read({
    lanes: [
      lane('a', [{ state: 'io', start_us: 0, end_us: 10 }]),
      lane('b', [
        { state: 'gil-wait', start_us: 0, end_us: 11, cause: { kind: 'bytecode', holder: 0 } },
        { state: 'python', start_us: 11, end_us: 12 },
      ]),
    ] as never,
    events: [
      { t_us: 10, lane: 0, kind: 'take' },
      { t_us: 10, lane: 0, kind: 'drop' },
      { t_us: 11, lane: 1, kind: 'take' },
      { t_us: 12, lane: 1, kind: 'drop' },
    ],
    wall_us: 12,
    scenario: { runtime: 'cpython-3.12', threads: [{ interpreter: 0, ops: [] }] },
  });
  assert.equal(countHandoffs(report.handoffs).get('voluntary'), 1);
});

test('the BLAS pool’s lock goes from the kernel that left last to the one that waited', () => {
  const ops = [{ op: 'kernel', name: 'matmul', n: 512, gil: 'releases', blas_threads: 4 }];
  const lane = (name: string, spans: object[]) => ({ name, thread: 0, parent: null, spans });
  const wait = { state: 'gil-wait', start_us: 0, cause: { kind: 'pool-lock', holder: 0 } };
  const report = read({
    lanes: [
      lane('a', [{ state: 'kernel-released', start_us: 0, end_us: 10 }]),
      lane('b', [
        { ...wait, end_us: 10 },
        { state: 'kernel-released', start_us: 10, end_us: 20 },
      ]),
      lane('c', [
        { ...wait, end_us: 20 },
        { state: 'kernel-released', start_us: 20, end_us: 30 },
      ]),
    ] as never,
    events: [],
    wall_us: 30,
    scenario: { runtime: 'cpython-3.12', blas: 'pool', threads: [{ interpreter: 0, ops }] },
  });
  const pool = report.handoffs.at(-1);
  assert.deepEqual(
    [[...(pool?.from ?? [])], [...(pool?.to ?? [])]],
    [
      [0, 1],
      [1, 2],
    ],
  );
  assert.equal(countHandoffs(report.handoffs).get('pool-lock'), 2);
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
