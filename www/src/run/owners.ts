// Each lock's own story: who held it when. Invariant: the core says who held what; the holdings of one lock are in order of
// time, not empty, and never overlap.
import type { Scenario } from '../wasm/core.ts';
import type { TimelineColumns } from '../wasm/protocol.ts';
import { ownLocks } from './runtimes.ts';
import { emptyLane, type LaneSpans } from './spans.ts';

/** One lock, known from the Scenario alone. */
export interface Lock {
  /** Whose it is, where each interpreter has its own. */
  interpreter: number | null;
  /** The Scenario's groups of threads that share it. */
  threads: readonly number[];
  /** The one thread of that group whose it is, where each has its own. */
  only?: number;
}

/** Who held a lock when; a span's state is the one in which its holder spent most of it. */
export interface Holdings extends LaneSpans {
  /** The lane that holds. */
  lane: Uint32Array;
}

/** What became of a lock in a finished run. */
export interface Owner extends Lock {
  holdings: Holdings;
}

/** The locks of a Scenario, in the order of the interpreters; `locks` is whether its runtime has any. */
export function locksOf({ runtime, threads }: Scenario, locks: boolean): Lock[] {
  if (!locks) return [];
  const every = threads.map((_, group) => group);
  if (!ownLocks(runtime)) return [{ interpreter: null, threads: every }];
  const named = threads.map(({ interpreter }) => interpreter).filter((it) => it !== 'each');
  const found: Lock[] = [...new Set(named)]
    .toSorted((a, b) => a - b)
    .map((interpreter) => ({
      interpreter,
      threads: every.filter((group) => threads[group]?.interpreter === interpreter),
    }));
  // As the core counts them: after the largest number that a group names.
  let free = Math.max(-1, ...named) + 1;
  threads.forEach(({ interpreter, count }, group) => {
    for (let only = 0; interpreter === 'each' && only < count; only++)
      found.push({ interpreter: free++, threads: [group], only });
  });
  return found.length === 1 ? [{ interpreter: null, threads: every }] : found;
}

/** Which of the locks a lane takes; -1 for none. */
export function lockOf(locks: readonly Lock[], { thread, index = 0 }: LaneSpans): number {
  return locks.findIndex(({ threads, only = index }) => only === index && threads.includes(thread));
}

/** What became of these locks. */
export function ownersOf(
  locks: readonly Lock[],
  { heldFirst, heldLane, heldStart, heldEnd, heldState }: TimelineColumns,
): Owner[] {
  return locks.map((lock, at) => {
    const [from, to] = [heldFirst[at] ?? 0, heldFirst[at + 1] ?? 0];
    const holdings = {
      ...emptyLane('lock', 0),
      count: to - from,
      startUs: heldStart.subarray(from, to),
      endUs: heldEnd.subarray(from, to),
      state: heldState.subarray(from, to),
      lane: heldLane.subarray(from, to),
    };
    return { ...lock, holdings };
  });
}

/** While anybody holds a lock: stretches that touch are one. */
export function heldByAny({ heldStart, heldEnd }: TimelineColumns): LaneSpans {
  // One lock's are in order already.
  const [from, to] = [heldStart.toSorted(), heldEnd.toSorted()];
  const startUs: number[] = [];
  const endUs: number[] = [];
  from.forEach((timeUs, i) => {
    // As many have ended as had begun, so the lock is free.
    const freeUs = i === 0 ? Number.NEGATIVE_INFINITY : (to[i - 1] as number);
    if (timeUs <= freeUs) return;
    if (i > 0) endUs.push(freeUs);
    startUs.push(timeUs);
  });
  endUs.push(...to.subarray(-1));
  const count = startUs.length;
  return {
    ...emptyLane('lock', 0),
    count,
    startUs: Float64Array.from(startUs),
    endUs: Float64Array.from(endUs),
    state: new Uint8Array(count),
  };
}

/** The state of a stretch in which all locks are held; fewer are in proportion. */
export const ALL_HELD = 10;

/** How many of the locks are held when: a stretch's `rep` is their number, its `state` how many of them that is. */
export function countHeld(owners: readonly Owner[]): LaneSpans {
  const steps = owners.flatMap(({ holdings }) => [
    ...Array.from(holdings.startUs, (timeUs) => ({ timeUs, by: 1 })),
    ...Array.from(holdings.endUs, (timeUs) => ({ timeUs, by: -1 })),
  ]);
  steps.sort((a, b) => a.timeUs - b.timeUs);
  const startUs: number[] = [];
  const endUs: number[] = [];
  const counts: number[] = [];
  let held = 0;
  steps.forEach(({ timeUs, by }, i) => {
    held += by;
    const untilUs = steps[i + 1]?.timeUs ?? timeUs;
    if (held === 0 || untilUs === timeUs) return;
    startUs.push(timeUs);
    endUs.push(untilUs);
    counts.push(held);
  });
  return {
    ...emptyLane('locks', 0),
    count: counts.length,
    startUs: Float64Array.from(startUs),
    endUs: Float64Array.from(endUs),
    rep: Uint32Array.from(counts),
    state: Uint8Array.from(counts, (count) => Math.ceil((ALL_HELD * count) / owners.length)),
  };
}
