import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Report } from '../src/run/report.ts';
import { freeOf, medianOf, type Shares, sharesOf, together } from '../src/run/shares.ts';
import type { LaneSpans } from '../src/run/spans.ts';
import { lookOf } from '../src/run/states.ts';
import type { Stretch } from '../src/run/stretch.ts';
import { partsOf } from '../src/shares/bar.ts';
import { groupRows, laneRows } from '../src/shares/rows.ts';
import { GOLDEN, numberOf, runs, WORDS } from './fixtures.ts';

const of = ({ pieces }: Report, stretch: Stretch | null) => sharesOf(pieces, stretch, WORDS.states);

const close = (a: number, b: number, what: string) =>
  assert.ok(Math.abs(a - b) < 1e-6, `${what}: ${a} ≠ ${b}`);

const NUMBERS: Record<string, (shares: Shares) => number> = {
  life: ({ lifeUs }) => lifeUs,
  held: ({ heldUs }) => heldUs,
  waiting: ({ waitingUs }) => waitingUs,
  free: freeOf,
  waits: ({ waitsUs }) => waitsUs.reduce((sum, us) => sum + us, 0),
};

test('with the lock, waiting for it and free of it are all of a lane’s life', () => {
  const wholes = (report: Report, stretch: Stretch | null) => {
    for (const it of of(report, stretch)) {
      close(it.heldUs + it.waitingUs + freeOf(it), it.lifeUs, 'life');
      close(NUMBERS.waits?.(it) ?? 0, it.waitingUs, 'the waits are the waiting');
    }
  };
  const times = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(runs, times, times, (report, a, b) => wholes(report, [Math.min(a, b), Math.max(a, b)])),
  );
  for (const { report } of GOLDEN) wholes(report, null);
});

test('stretches that tile a run add up to the whole of it', () => {
  const cuts = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { maxLength: 6 });
  const adds = (report: Report, cuts: number[], wallUs: number) => {
    const edges = [0, ...cuts.map((cut) => (cut / 400) * wallUs).toSorted((a, b) => a - b), wallUs];
    const parts = edges.slice(1).map((to, i) => of(report, [edges[i] as number, to]));
    of(report, null).forEach((whole, lane) => {
      const sum = together(parts.flatMap((part) => part[lane] ?? []));
      for (const [name, number] of Object.entries(NUMBERS)) close(number(sum), number(whole), name);
    });
  };
  fc.assert(fc.property(runs, cuts, (report, cuts) => adds(report, cuts, report.head.wall_us)));
  for (const { report } of GOLDEN) adds(report, [17, 101, 102, 399], report.head.wall_us);
});

test('the shares are those the core prints', () => {
  for (const { name, report, metrics } of GOLDEN) {
    const state = (it: Shares, name: string) => it.stateUs[numberOf(WORDS.states, name)] ?? 0;
    of(report, null).forEach((it, lane) => {
      const core = metrics.lanes[lane];
      assert.ok(core !== undefined);
      const where = `${name}, ${report.lanes[lane]?.name}`;
      close(it.heldUs / it.lifeUs, core.held, `${where} holds`);
      close(it.waitingUs / it.lifeUs, core.waiting, `${where} waits`);
      close(freeOf(it) / it.lifeUs, core.free, `${where} is free`);
      close(it.poolUs / it.lifeUs, core.pool, `${where} waits for the pool`);
      close(state(it, 'io') / it.lifeUs, core.blocked, `${where} is blocked`);
      close(state(it, 'runnable') / it.lifeUs, core.no_core, `${where} has no core`);
    });
  }
});

test('a wait that begins anew because a race was lost is one wait', () => {
  for (const { report } of GOLDEN) {
    of(report, null).forEach(({ waitsUs }, at) => {
      const lane = report.lanes[at] as LaneSpans;
      const waiting = (i: number) =>
        WORDS.states[lane.state[i] ?? -1] === 'gil-wait' &&
        WORDS.causes[lane.cause?.[i] ?? -1] !== 'pool-lock';
      const begun = [...Array(lane.count).keys()].filter((i) => waiting(i) && !(i > 0 && waiting(i - 1)));
      assert.equal(waitsUs.length, begun.length, lane.name);
    });
  }
});

test('the parts of a bar are all of a lane’s life, and no two look alike', () => {
  for (const { report } of GOLDEN) {
    for (const it of of(report, null)) {
      const parts = partsOf(it, WORDS.states);
      const sum = parts.reduce((us, part) => us + part.us, 0);
      // What is too short to be seen is left out.
      assert.ok(sum <= it.lifeUs + 1e-6 && sum > 0.995 * it.lifeUs);
      assert.equal(new Set(parts.map(({ color, texture }) => `${color} ${texture}`)).size, parts.length);
    }
  }
});

test('a state has one colour: that of the timelines, in the bars too', () => {
  let seen = 0;
  for (const { report } of GOLDEN) {
    of(report, null).forEach((it, at) => {
      const lane = report.lanes[at] as LaneSpans;
      const byState = new Map<string, number>();
      for (let i = 0; i < lane.count; i++) {
        const state = WORDS.states[lane.state[i] as number] as string;
        if (WORDS.causes[lane.cause?.[i] ?? -1] === 'pool-lock') continue;
        const us = (lane.endUs[i] as number) - (lane.startUs[i] as number);
        byState.set(state, (byState.get(state) ?? 0) + us);
      }
      for (const { name, color, texture, us } of partsOf(it, WORDS.states)) {
        if (name === 'pool') continue;
        assert.deepEqual([color, texture], [lookOf(name).color, lookOf(name).texture], name);
        close(us, byState.get(name) ?? 0, name);
        seen += 1;
      }
    });
  }
  assert.ok(seen > 10);
});

test('the median is in the middle', () => {
  assert.equal(medianOf(new Float64Array(0)), null);
  assert.equal(medianOf(Float64Array.of(7)), 7);
  assert.equal(medianOf(Float64Array.of(1, 2, 9)), 2);
  assert.equal(medianOf(Float64Array.of(1, 2, 4, 9)), 3);
});

test('every lane is in one row, folded or not, and helpers stand apart from threads', () => {
  for (const { report } of GOLDEN) {
    const { lanes, scenario } = report.head;
    for (const rows of [laneRows(lanes), groupRows(lanes, scenario)]) {
      const found = rows.flatMap((row) => row.lanes).toSorted((a, b) => a - b);
      assert.deepEqual(found, [...lanes.keys()]);
      for (const row of rows) assert.equal(new Set(row.lanes.map((i) => lanes[i]?.parent === null)).size, 1);
      assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length);
    }
  }
});
