// What a run adds to a chart: one point. Invariant: pure functions of the Report; a wait nobody had is null, not nought.

import type { Report } from '../run/report.ts';
import type { Doubt, Scenario, State, Vocabulary } from '../wasm/core.ts';

export interface Point {
  speedup: number;
  wallUs: number;
  /** The share of the work that must be done under one lock. */
  serial: number;
  /** The speedup that no schedule of this work exceeds. */
  bound: number;
  /** The median wait for the lock of the most polite threads. */
  waitUs: number | null;
  /** Why it must not be told. */
  doubts: readonly Doubt[];
}

export function pointOf(report: Report, words: Pick<Vocabulary, 'states' | 'causes'>): Point {
  const { wall_us, doubts, metrics } = report.head;
  return {
    speedup: metrics.speedup,
    wallUs: wall_us,
    serial: metrics.serial_fraction,
    bound: metrics.amdahl_bound,
    waitUs: politeWaitUs(report, words),
    doubts,
  };
}

/**
 * Of the groups of threads that had to wait for the lock, the one whose threads held it least: the median of all its waits.
 * One thread of many that do the same would be chosen by chance.
 */
function politeWaitUs(
  { head, lanes }: Report,
  { states, causes }: Pick<Vocabulary, 'states' | 'causes'>,
): number | null {
  const state = (name: State) => states.indexOf(name);
  const [python, held, wait] = [state('python'), state('kernel-held'), state('gil-wait')];
  const pool = causes.indexOf('pool-lock');
  const groups = new Map<number, { threads: number; heldUs: number; waits: number[] }>();
  for (const [i, lane] of lanes.entries()) {
    const { parent, thread } = head.lanes[i] ?? { parent: 0, thread: 0 };
    if (parent !== null) continue;
    const group = groups.get(thread) ?? { threads: 0, heldUs: 0, waits: [] };
    groups.set(thread, group);
    group.threads += 1;
    let waiting = false;
    for (let span = 0; span < lane.count; span++) {
      const state = lane.state[span];
      const us = (lane.endUs[span] as number) - (lane.startUs[span] as number);
      if (state === python || state === held) group.heldUs += us;
      // One wait can have several causes, each with a span of its own.
      const goesOn = waiting;
      waiting = state === wait && lane.cause?.[span] !== pool;
      if (waiting) group.waits.push(us + (goesOn ? (group.waits.pop() ?? 0) : 0));
    }
  }
  const [politest] = [...groups.values()]
    .filter(({ waits }) => waits.length > 0)
    .toSorted((a, b) => a.heldUs / a.threads - b.heldUs / b.threads);
  return politest === undefined ? null : median(politest.waits);
}

function median(values: readonly number[]): number {
  const inOrder = values.toSorted((a, b) => a - b);
  return inOrder[Math.floor((inOrder.length - 1) / 2)] ?? 0;
}

/**
 * How many times as fast as one thread alone a Scenario can be at best: one for each thread, or for each BLAS thread of
 * the largest team it calls, as far as there are cores; to wait takes none.
 */
export function ideal({ threads, cores }: Pick<Scenario, 'threads' | 'cores'>): number {
  let most = 0;
  let waiting = 0;
  for (const { count, ops } of threads) {
    most += count * Math.max(1, ...ops.map((op) => (op.op === 'kernel' ? op.blas_threads : 1)));
    if (ops.some(({ op }) => op === 'wait')) waiting += count;
  }
  return Math.min(most, cores + waiting);
}

/** Amdahl's formula: how many times as fast `processors` are where the share `serial` is left to one of them. */
export function amdahl(serial: number, processors: number): number {
  return 1 / (serial + (1 - serial) / processors);
}
