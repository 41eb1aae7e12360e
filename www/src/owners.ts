// Each lock's own story: who held it when, and how it went from lane to lane. Invariant: the holdings of one lock are in
// order of time, not empty, and never overlap, even where the clocks of two measured lanes disagree by a step.
import type { Scenario } from './core.ts';
import { type Handoffs, handoffsOf, type Manner } from './handoffs.ts';
import type { LockEvents } from './report.ts';
import { ownLocks } from './runtimes.ts';
import { emptyLane, firstEndingAfter, type LaneSpans } from './spans.ts';

/** One lock, known from the Scenario alone. */
export interface Lock {
  /** Whose it is, where each interpreter has its own. */
  interpreter: number | null;
  /** The Scenario's groups of threads that share it. */
  threads: readonly number[];
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

/** The core's words that a lock's story is read with. */
export interface LockWords {
  states: readonly string[];
  events: readonly string[];
  causes: readonly string[];
}

/** The locks of a Scenario, in the order of the interpreters; `locks` is whether its runtime has any. */
export function locksOf({ runtime, threads }: Scenario, locks: boolean): Lock[] {
  if (!locks) return [];
  const every = threads.map((_, group) => group);
  if (!ownLocks(runtime)) return [{ interpreter: null, threads: every }];
  const interpreters = [...new Set(threads.map(({ interpreter }) => interpreter))].toSorted((a, b) => a - b);
  if (interpreters.length === 1) return [{ interpreter: null, threads: every }];
  return interpreters.map((interpreter) => ({
    interpreter,
    threads: every.filter((group) => threads[group]?.interpreter === interpreter),
  }));
}

/** `endUs` ends what is held when the run is over. */
export function ownersOf(
  locks: readonly Lock[],
  lanes: readonly LaneSpans[],
  events: LockEvents,
  words: LockWords,
  endUs: number,
): Owner[] {
  const lockOfLane = lanes.map(({ thread }) => locks.findIndex(({ threads }) => threads.includes(thread)));
  return locks.map((lock, at) => {
    const held = heldBy((lane) => lockOfLane[lane] === at, lanes.length, events, words.events, endUs);
    const handoffs = handoffsOf(held, lanes, words);
    return { ...lock, holdings: holdingsOf(apart(held), lanes, words.states.length), handoffs };
  });
}

/** A stretch between a take and its drop, and how it ended. */
export interface Held {
  lane: number;
  startUs: number;
  endUs: number;
  manner: Manner;
}

/** In the order of their starts; overlaps and empty ones are still in it. */
function heldBy(
  wanted: (lane: number) => boolean,
  laneCount: number,
  { timeUs, kind, lane: lanes }: LockEvents,
  events: readonly string[],
  endUs: number,
): Held[] {
  const held: Held[] = [];
  const last: (Held | undefined)[] = Array(laneCount);
  const open = new Set<number>();
  const tickedUs: number[] = Array(laneCount);
  const [take, drop, tick, forced] = ['take', 'drop', 'tick', 'forced-switch'].map((name) =>
    events.indexOf(name),
  );
  for (let i = 0; i < timeUs.length; i++) {
    const lane = lanes[i] as number;
    if (!wanted(lane)) continue;
    const atUs = timeUs[i] as number;
    const mine = last[lane];
    if (kind[i] === take) {
      last[lane] = { lane, startUs: atUs, endUs, manner: 'voluntary' };
      held.push(last[lane]);
      open.add(lane);
    } else if (kind[i] === tick) {
      tickedUs[lane] = atUs;
    } else if (kind[i] === drop && mine !== undefined && open.delete(lane)) {
      mine.endUs = atUs;
      if (tickedUs[lane] === atUs) mine.manner = 'tick';
    } else if (kind[i] === forced && mine !== undefined) {
      mine.manner = 'forced';
    }
  }
  // Of two that begin at once, the one that is over at once came first.
  return held.sort((a, b) => a.startUs - b.startUs || a.endUs - b.endUs);
}

/** Cuts each where the next begins and leaves out the empty ones. */
function apart(held: readonly Held[]): Held[] {
  return held
    .map((it, i) => ({ ...it, endUs: Math.min(it.endUs, held[i + 1]?.startUs ?? it.endUs) }))
    .filter(({ startUs, endUs }) => endUs > startUs);
}

function holdingsOf(held: readonly Held[], lanes: readonly LaneSpans[], states: number): Holdings {
  return {
    ...emptyLane('lock', 0),
    count: held.length,
    startUs: Float64Array.from(held, ({ startUs }) => startUs),
    endUs: Float64Array.from(held, ({ endUs }) => endUs),
    state: Uint8Array.from(held, (it) => mostly(it, lanes[it.lane], states)),
    lane: Int32Array.from(held, ({ lane }) => lane),
  };
}

/** The state in which a lane spends most of a stretch. */
function mostly({ startUs, endUs }: Held, spans: LaneSpans | undefined, states: number): number {
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

/** How many of the locks are held when: a stretch's `state` is that number. */
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
    state: Uint8Array.from(counts, (count) => Math.min(count, 255)),
  };
}
