// Each lock's own story: who held it when, and how it went from lane to lane. Invariant: the holdings of one lock are in
// order of time, not empty, and never overlap, even where the clocks of two measured lanes disagree by a step.
import type { Scenario } from '../wasm/core.ts';
import type { Held, LockEvents, LockWords } from './events.ts';
import { type Handoffs, handoffsOf, MANNERS } from './handoffs.ts';
import { ownLocks } from './runtimes.ts';
import { emptyLane, firstEndingAfter, type LaneSpans } from './spans.ts';

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
  lane: Int32Array;
}

/** What became of a lock in a finished run. */
export interface Owner extends Lock {
  holdings: Holdings;
  handoffs: Handoffs;
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

/** `endUs` ends what is held when the run is over. */
export function ownersOf(
  locks: readonly Lock[],
  lanes: readonly LaneSpans[],
  events: LockEvents,
  words: LockWords,
  endUs: number,
): Owner[] {
  const lockOfLane = lanes.map((lane) => lockOf(locks, lane));
  return locks.map((lock, at) => {
    const held = heldBy((lane) => lockOfLane[lane] === at, lanes.length, events, words.events, endUs);
    const handoffs = handoffsOf(held, lanes, words);
    return { ...lock, holdings: holdingsOf(held, lanes, words.states.length), handoffs };
  });
}

/** Half a million holdings are read in one go: hence columns. */
function heldBy(
  wanted: (lane: number) => boolean,
  laneCount: number,
  { timeUs, kind, lane: lanes }: LockEvents,
  events: readonly string[],
  endUs: number,
): Held {
  const [take, drop, tick, forced] = ['take', 'drop', 'tick', 'forced-switch'].map((name) =>
    events.indexOf(name),
  );
  const most = kind.reduce((takes, it) => takes + (it === take ? 1 : 0), 0);
  const held: Held = {
    count: 0,
    lane: new Int32Array(most),
    startUs: new Float64Array(most),
    endUs: new Float64Array(most),
    manner: new Uint8Array(most),
  };
  /** Of each lane: its last holding, whether that goes on, and when its ticker last ran out. */
  const last = new Int32Array(laneCount).fill(-1);
  const open = new Uint8Array(laneCount);
  const tickedUs = new Float64Array(laneCount).fill(Number.NaN);
  for (let i = 0; i < timeUs.length; i++) {
    const lane = lanes[i] as number;
    if (!wanted(lane)) continue;
    const atUs = timeUs[i] as number;
    const mine = last[lane] as number;
    if (kind[i] === take) {
      held.lane[held.count] = lane;
      held.startUs[held.count] = atUs;
      held.endUs[held.count] = endUs;
      last[lane] = held.count++;
      open[lane] = 1;
    } else if (kind[i] === tick) {
      tickedUs[lane] = atUs;
    } else if (kind[i] === drop && open[lane] === 1) {
      open[lane] = 0;
      held.endUs[mine] = atUs;
      if (tickedUs[lane] === atUs) held.manner[mine] = MANNERS.indexOf('tick');
    } else if (kind[i] === forced && mine >= 0) {
      held.manner[mine] = MANNERS.indexOf('forced');
    }
  }
  return held;
}

/** Cuts each where the next begins and leaves out the empty ones. */
function holdingsOf(held: Held, lanes: readonly LaneSpans[], states: number): Holdings {
  const { count: most } = held;
  const startUs = new Float64Array(most);
  const endUs = new Float64Array(most);
  const state = new Uint8Array(most);
  const lane = new Int32Array(most);
  let count = 0;
  for (let i = 0; i < most; i++) {
    const fromUs = held.startUs[i] as number;
    const nextUs = i + 1 < most ? (held.startUs[i + 1] as number) : Number.POSITIVE_INFINITY;
    const toUs = Math.min(held.endUs[i] as number, nextUs);
    if (toUs <= fromUs) continue;
    startUs[count] = fromUs;
    endUs[count] = toUs;
    lane[count] = held.lane[i] as number;
    state[count] = mostly(lanes[held.lane[i] as number], fromUs, toUs, states);
    count += 1;
  }
  return { ...emptyLane('lock', 0), count, startUs, endUs, state, lane };
}

/** The state in which a lane spends most of a stretch. */
function mostly(spans: LaneSpans | undefined, startUs: number, endUs: number, states: number): number {
  if (spans === undefined) return 0;
  const first = firstEndingAfter(spans, startUs);
  // Nearly all holdings lie within one span.
  if ((spans.endUs[first] ?? 0) >= endUs) return spans.state[first] ?? 0;
  const share = new Float64Array(states);
  for (let i = first; i < spans.count && (spans.startUs[i] as number) < endUs; i++) {
    const state = spans.state[i] as number;
    const insideUs =
      Math.min(spans.endUs[i] as number, endUs) - Math.max(spans.startUs[i] as number, startUs);
    share[state] = (share[state] ?? 0) + insideUs;
  }
  return share.indexOf(Math.max(...share));
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
